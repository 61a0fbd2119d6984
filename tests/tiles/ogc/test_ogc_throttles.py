"""Features are counted with the API, by person or address; who asks too often hears when to come back, in each form."""

from xml.etree.ElementTree import fromstring

import pytest
from rest_framework.throttling import SimpleRateThrottle

from geo.accounts.models import User
from tests.tiles.ogc.conftest import ITEMS, body, raw

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
OWS = "{http://www.opengis.net/ows/1.1}"


@pytest.fixture
def low(monkeypatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anonymous": "2/min", "signed_in": "3/min"})


def test_who_asks_too_often_is_told_in_a_problem_document_how_long_to_wait(quarter, low):
    assert [raw(ITEMS, limit=1).status_code for _each in range(3)] == [200, 200, 429]
    refused = raw("/ogc/")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "throttled"
    assert "public" not in refused.headers["Cache-Control"]


def test_who_looks_with_a_browser_is_refused_on_a_page(quarter, low):
    asked = [raw("/ogc/collections", headers={"Accept": "text/html"}) for _each in range(3)]
    assert asked[-1].status_code == 429
    assert asked[-1].headers["Content-Type"].startswith("text/html")
    assert asked[-1].headers["Retry-After"]


def test_the_wfs_refuses_in_an_exception_report_and_counts_with_the_others(quarter, low):
    assert raw("/ogc/").status_code == 200
    asked = [raw("/wfs", service="WFS", request="GetCapabilities") for _each in range(2)]
    assert [answer.status_code for answer in asked] == [200, 429]
    report = fromstring(body(asked[1]))
    assert report.tag == f"{OWS}ExceptionReport"
    assert report.find(f"{OWS}Exception").get("exceptionCode") == "NoApplicableCode"
    assert report.findtext(f"{OWS}Exception/{OWS}ExceptionText")
    assert 0 < int(asked[1].headers["Retry-After"]) <= 60


def test_a_signed_in_person_is_counted_by_himself(quarter, low):
    person = User.objects.create_user("asker")
    assert [raw("/ogc/").status_code for _each in range(3)] == [200, 200, 429]
    assert [raw("/ogc/", person).status_code for _each in range(4)] == [200, 200, 200, 429]


def test_past_days_are_asked_a_tenth_as_often(quarter, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anonymous": "20/min", "signed_in": "20/min"})
    past = [raw(ITEMS, datetime="2026-01-01T00:00:00Z", limit=1).status_code for _each in range(3)]
    assert past == [200, 200, 429]
    assert raw(ITEMS, limit=1).status_code == 200, "counted apart"


def test_tiles_are_not_counted(quarter, low):
    tile = "/ogc/collections/parcels/tiles/WebMercatorQuad/0/0/0"
    assert {raw(tile).status_code for _each in range(4)}.isdisjoint({429})
