"""What is written of a request, what watches the service, and what a page may load."""

import json
import logging
import socket

import pytest
from django.db.utils import ConnectionHandler
from django.test import Client

from geo.accounts.models import User
from geo.web import health
from geo.web.logs import JsonFormatter

SECRET = "a-password-nobody-may-read"


@pytest.fixture
def lines(caplog):
    """The request log as it is written: one JSON object a line."""
    caplog.set_level(logging.INFO, "mukhattat.request")

    def read():
        records = [record for record in caplog.records if record.name == "mukhattat.request"]
        return [json.loads(JsonFormatter().format(record)) for record in records]

    return read


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_route_status_time_and_id(client, lines):
    answer = client.get("/verify/ABCDEF/?code=SECRETCODE&lang=en")
    (line,) = lines()
    assert line["message"] == "request"
    assert line["level"] == "INFO"
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert line["route"] == "verify/<path:code>/"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["ms"] >= 0
    assert set(line) == {"time", "level", "logger", "message", "method", "route", "status", "ms", "request_id"}


@pytest.mark.django_db
def test_the_line_of_a_request_tells_neither_its_address_nor_its_query_nor_its_person(client, lines):
    user = User.objects.create_user("named-person", full_name="مريم بنت علي")
    client.force_login(user)
    client.get("/search/?q=1098765432", headers={"User-Agent": "agent-of-a-person"}, REMOTE_ADDR="192.0.2.7")
    client.get("/verify/SECRETCODE/")
    written = json.dumps(lines(), ensure_ascii=False)
    for told in ("1098765432", "SECRETCODE", "named-person", "مريم", "agent-of-a-person", "192.0.2.7"):
        assert told not in written


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_logged_without_it(client, lines):
    client.get("/0555123987/1098765432/")
    (line,) = lines()
    assert (line["route"], line["status"]) == (None, 404)


def test_an_id_that_a_client_sends_is_not_taken_over(client):
    sent = "0" * 32
    answers = {client.get("/healthz", headers={"X-Request-Id": sent}).headers["X-Request-Id"] for _ in range(2)}
    assert len(answers) == 2
    assert sent not in answers


def test_an_exception_stays_on_its_line():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.getLogger("x").makeRecord("x", 40, "f", 1, "said %s", ("so",), _raised())
    text = JsonFormatter().format(record)
    assert "\n" not in text
    assert json.loads(text)["message"] == "said so"
    assert "ValueError: first" in json.loads(text)["exception"]


def _raised():
    import sys

    return sys.exc_info()


def test_liveness_names_the_commit_and_asks_no_database(client, settings):
    settings.COMMIT = "0123456789abcdef"
    answer = client.get("/healthz")  # without the database fixture: a query would fail the test
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "commit": "0123456789abcdef"}


@pytest.mark.django_db(databases=["default", "tiles"])
def test_the_service_is_ready_when_both_roles_reach_a_database_in_its_crs(client, settings):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "commit": settings.COMMIT, "problems": {}}


@pytest.mark.django_db(databases=["default", "tiles"])
def test_the_service_is_not_ready_over_a_database_in_another_crs(client, settings):
    kept, settings.STORAGE_SRID = settings.STORAGE_SRID, 9358
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["problems"] == {"storage_srid": f"database {kept}, settings 9358"}


@pytest.mark.django_db(databases=["default", "tiles"])
@pytest.mark.parametrize("lost", ["default", "tiles"])
def test_the_service_is_not_ready_without_a_database_and_tells_no_address(lost, client, settings, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        port = closed.getsockname()[1]
        reached = {alias: dict(settings.DATABASES[alias]) for alias in ("default", "tiles")}
        reached[lost] |= {"HOST": "127.0.0.1", "PORT": port, "PASSWORD": SECRET}
        handler = ConnectionHandler(reached)
        monkeypatch.setattr(health, "connections", handler)
        answer = client.get("/readyz")
        handler.close_all()
    assert answer.status_code == 503
    name = {"default": "database", "tiles": "tiles"}[lost]
    assert answer.json()["problems"] == {name: "OperationalError"}
    for told in (SECRET, str(port), "127.0.0.1", reached[lost]["USER"]):
        assert told not in answer.content.decode()


def policy_of(answer):
    """Return the content security policy of an answer: directive → sources."""
    header = answer.headers["Content-Security-Policy"]
    return {
        name: sources.split() for name, _space, sources in (part.strip().partition(" ") for part in header.split(";"))
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/places/", "/search/?q=5", "/verify/", "/sign-in/", "/admin/login/", "/no-such-page/", "/api/v1/search"],
)
def test_every_answer_forbids_other_hosts_and_inline_scripts(path, client):
    policy = policy_of(client.get(path))
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'self'"]
    sources = {source for given in policy.values() for source in given}
    assert sources == {"'self'", "'none'", "data:", "blob:"}
    assert "data:" not in policy["default-src"] + policy["worker-src"]


@pytest.mark.django_db
def test_the_pages_of_the_administration_obey_the_same_policy():
    admin = User.objects.create_superuser("root", password="secret-root")
    client = Client()
    client.force_login(admin)
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        f"/admin/accounts/user/{admin.pk}/change/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert policy_of(answer)["default-src"] == ["'self'"]


def test_no_page_may_be_framed_or_sniffed_and_addresses_stay_here(client):
    headers = client.get("/healthz").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db(databases=["default", "tiles"])
def test_the_service_is_not_ready_over_published_tiles_that_nobody_keeps(client, settings, tmp_path):
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path, True
    assert client.get("/readyz").status_code == 200, "no keeper was there yet: nothing is published"
    (tmp_path / "current").mkdir()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, {"published_tiles": "keeper silent"})
