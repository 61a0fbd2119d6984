"""The public map from one file: a folder on a host that knows no application."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests.e2e.conftest import DEVICES, Watch, in_thread
from tests.e2e.ground import card, still, tap, vacant

RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class Files(SimpleHTTPRequestHandler):
    """A host of files that answers requests for ranges of bytes, as object storage does."""

    def log_message(self, *args: object) -> None:
        """Write nothing."""

    def do_GET(self) -> None:
        """Answer a file, or a part of it."""
        path, asked = Path(self.translate_path(self.path)), RANGE.fullmatch(self.headers.get("Range", ""))
        if not asked or not path.is_file():
            super().do_GET()
            return
        size = path.stat().st_size
        first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(first)
            self.wfile.write(file.read(last - first + 1))


def land() -> tuple[str, tuple[float, float]]:
    """Return the code of a parcel on which nothing stands, and a place on it: degrees, longitude first.

    Far down the list: on the first ones other journeys apply for permits, which would be tapped instead.
    """
    parcel = vacant(20)
    inside = parcel.label_3857.transform(4326, clone=True)
    return parcel.code, (inside.x, inside.y)


@pytest.fixture(scope="module")
def alone(town: None, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """Publish the sample municipality into a folder and serve it below a path; return the address of the folder."""
    host = tmp_path_factory.mktemp("host")
    with django_db_blocker.unblock():
        cache.clear()
        in_thread(lambda: publish(host))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(host)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/land/map/"
    server.shutdown()
    server.server_close()
    thread.join()


def publish(host: Path) -> bool:
    """Publish everything below a host's folder."""
    call_command("publish_tiles", out=host / "all.pmtiles", site=host / "land" / "map", verbosity=0, stdout=StringIO())
    return True


@pytest.fixture
def look(browser, alone) -> Iterator:
    """Open a page of the folder; the test fails on any request to another host and on any complaint of the browser."""
    watch = Watch(alone.partition("/land")[0])
    contexts = []

    def opened(page: str = "", *, device: str = "desktop"):
        context = browser.new_context(reduced_motion="reduce", **DEVICES[device])
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.route("**/*", watch.route)
        shown = watch.over(context.new_page())
        shown.goto(alone + page)
        return still(shown)

    yield opened
    for context in contexts:
        context.close()
    assert watch.foreign == [], "requests left the host"
    assert watch.complaints == [], "the browser complained"


@pytest.mark.parametrize(("page", "language", "side"), [("", "ar", "rtl"), ("en.html", "en", "ltr")])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_land_is_drawn_and_tells_itself_when_it_is_tapped(look, page, language, side, device):
    shown = look(page, device=device)
    assert (shown.get_attribute("html", "lang"), shown.get_attribute("html", "dir")) == (language, side)
    assert not shown.evaluate("document.querySelector('land-map').viewer.empty")
    code, place = land()
    shown.evaluate(
        "([lon, lat]) => document.querySelector('land-map').viewer.moveTo({ zoom: 19, lat, lon })", list(place)
    )
    still(shown)
    tap(shown, place)
    told = card(shown)
    assert code in told
    assert {"ar": "قائمة", "en": "Active"}[language] in told
    assert f"sel=parcels/{code}" in shown.url


def test_a_link_opens_the_same_view_and_card(look):
    shown = look()
    code, (lon, lat) = land()
    again = look(f"#map=19/{lat:.5f}/{lon:.5f}&sel=parcels/{code}")
    assert code in card(again)
    assert shown.url != again.url


def test_the_languages_lead_to_each_other(look):
    shown = look()
    shown.click("a[hreflang=en]")
    still(shown).wait_for_selector("html[lang=en]")
    shown.click("a[hreflang=ar]")
    still(shown).wait_for_selector("html[lang=ar]")


def test_every_address_in_the_pages_is_relative(look, alone, tmp_path):
    shown = look()
    addresses = shown.evaluate(
        "[...document.querySelectorAll('[href],[src]')].map((e) => e.getAttribute('href') ?? e.getAttribute('src'))"
    )
    assert addresses and not [address for address in addresses if address.startswith(("/", "http"))]


def test_the_page_is_no_wider_than_a_phone(look):
    shown = look(device="phone")
    assert shown.evaluate("document.scrollingElement.scrollWidth <= window.innerWidth")
