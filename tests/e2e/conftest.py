"""A served sample municipality and a browser that may talk to it and to nobody else."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, sync_playwright

from tests.committed import emptied_afterwards

log = logging.getLogger(__name__)
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-domain-reliability", "--no-first-run", "--no-default-browser-check",
    "--disable-features=OptimizationHints,MediaRouter,Translate", "--font-render-hinting=none",
)  # fmt: skip
PASSWORD = "journey-of-a-test"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DEVICES = {"phone": PHONE, "desktop": DESKTOP}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in this folder."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def in_thread(work: Callable[[], Any]) -> Any:
    """Run database work beside the browser's event loop, which Django refuses to share a thread with."""
    answer: list[Any] = []

    def run() -> None:
        try:
            answer.append(work())
        finally:
            connections.close_all()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
    return answer[0]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: the service logs its requests itself."""


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Load the sample municipality and keep it for all journeys; its accounts have one known password."""
    patch = pytest.MonkeyPatch()
    patch.setattr(django_settings, "VAR", tmp_path_factory.mktemp("var"))
    patch.setenv("DEMO_PASSWORD", PASSWORD)
    try:
        with emptied_afterwards(django_db_blocker):
            call_command("load_demo", stdout=StringIO())
            connections.close_all()
            yield
    finally:
        patch.undo()


@pytest.fixture(scope="package")
def site(town: None) -> Iterator[str]:
    """Serve the application as WSGI runs it, static files through whitenoise; return its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.daemon_threads = False
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="package")
def browser(site: str) -> Iterator[Browser]:
    """Debian's Chromium. It ends with the journeys: its event loop must not outlive them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What a browser did that it should not have done."""

    site: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    unanswered: dict[Request, str] = field(default_factory=dict)

    def route(self, route: Route) -> None:
        """Let a request to our own server pass; note and end any other."""
        address = urlsplit(route.request.url)
        if f"{address.scheme}://{address.netloc}" == self.site or address.scheme in ("data", "blob"):
            route.continue_()
            return
        self.foreign.append(route.request.url)
        route.abort()

    def failed(self, request: Request) -> None:
        """Note a request that failed, unless the page let go of it itself."""
        self.unanswered.pop(request, None)
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    def said(self, message: ConsoleMessage) -> None:
        """Note an error, but not that no further stream is to be had (503): the map then asks instead."""
        if message.type == "error" and "/tiles/live" not in message.location.get("url", ""):
            self.complaints.append(message.text)

    def over(self, page: Page) -> Page:
        """Listen to a page."""
        self.pages.append(page)
        page.on("request", lambda request: self.unanswered.update({request: page.url}))
        page.on("requestfinished", lambda request: self.unanswered.pop(request, None))
        page.on("console", self.said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self.failed)
        return page

    def tell(self) -> None:
        """Write into the log where each page stands and what it still waits for: a journey that fails tells why."""
        for page in self.pages:
            log.warning("%s %s", "closed" if page.is_closed() else "page", page.url)
        for request, address in self.unanswered.items():
            if request.resource_type == "font":  # one that is at hand already is never said to have come
                continue
            log.warning("never answered: %s %s, asked by %s", request.method, request.url, address)


class Visit:
    """Opens browsers on devices and in languages, all under one watch."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site, self.watch = browser, site, Watch(site)
        self.contexts: list[BrowserContext] = []

    def open(self, path: str = "/", *, device: str = "desktop", language: str = "ar", **options: Any) -> Page:
        """Return a new person's page at an address."""
        context = self.browser.new_context(base_url=self.site, reduced_motion="reduce", **DEVICES[device], **options)
        self.contexts.append(context)
        context.set_default_timeout(40_000)
        context.route("**/*", self.watch.route)
        if language != "ar":
            context.add_cookies([{"name": "language", "value": language, "url": self.site}])
        page = self.watch.over(context.new_page())
        page.goto(path)
        return page

    def as_person(self, username: str, path: str = "/", **options: Any) -> Page:
        """Return a page of somebody who signed in through the form."""
        page = self.open(f"/sign-in/?next={path}", **options)
        page.fill("#id_username", username)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{self.site}{path}*")
        return page

    @contextmanager
    def expecting(self, *words: str) -> Iterator[None]:
        """Allow complaints of the console that hold one of these words: the browser reports each refused page."""
        before = len(self.watch.complaints)
        yield
        new = self.watch.complaints[before:]
        self.watch.complaints[before:] = [said for said in new if not any(word in said for word in words)]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Somebody who opens pages; the test fails on any request to another host and on any complaint of the browser."""
    visitor = Visit(browser, site)
    yield visitor
    visitor.watch.tell()
    for context in visitor.contexts:
        context.close()
    assert visitor.watch.foreign == [], "requests left the machine"
    assert visitor.watch.complaints == [], "the browser complained"


@pytest.fixture(autouse=True)
def built() -> None:
    """Refuse to look at pages whose bundle was not built: bin/test does it."""
    bundle = django_settings.ROOT / "tiles/map/static/map/land-map.js"
    assert bundle.is_file(), "run bin/test, or `npm ci && npm run build` in tiles/map/frontend"
    assert os.access(CHROMIUM, os.X_OK), "install chromium"
