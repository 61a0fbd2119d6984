"""Layers of the staff: their rows are those of the reader's territories, and for anyone else there is nothing."""

import json

import pytest
from shapely import box

from tests.factories.places import make_places
from tests.parcels.quality.territory import enter, hold_values, look_and_record, redraw
from tests.tiles.ogc.conftest import body, raw

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
FINDINGS = "/ogc/collections/findings"
WFS = "/wfs?service=WFS&version=2.0.0&request="


@pytest.fixture
def places(transactional_db):
    """Two offices, and the tolerances of a check."""
    hold_values()
    return make_places()


@pytest.fixture
def ids(places):
    """Two parcels of the west."""
    return enter(places.west, {"A": box(0, 0, 20, 20), "B": box(20, 0, 40, 20)})


@pytest.fixture
def offices(places, ids):
    """The two offices; the west's land overlaps, and a check has seen it."""
    redraw(ids["B"], box(19, 0, 40, 20))
    look_and_record(places)
    return places


def test_the_people_of_the_place_read_its_findings_and_the_next_office_none(offices):
    west = raw(f"{FINDINGS}/items", offices.west.surveyor)
    (finding,) = told_in(west)["features"]
    assert finding["properties"]["kind"] == "overlap" and set(finding["properties"]) == {"id", "kind", "size"}
    assert told_in(raw(f"{FINDINGS}/items", offices.east.surveyor))["features"] == []
    one = f"{FINDINGS}/items/{finding['id']}"
    assert raw(one, offices.west.surveyor).status_code == 200
    assert raw(one, offices.east.surveyor).status_code == 404


def told_in(answer):
    assert answer.status_code == 200
    return json.loads(body(answer))


@pytest.mark.parametrize("who", ["nobody", "citizen"])
@pytest.mark.parametrize("path", ["", "/items", "/items/1", "/queryables"])
def test_for_visitors_and_citizens_the_collection_does_not_exist(offices, who, path):
    person = offices.citizen if who == "citizen" else None
    assert raw(FINDINGS + path, person).status_code == 404
    assert "findings" not in body(raw("/ogc/collections", person)).decode()
    assert "findings" not in body(raw("/ogc/api", person)).decode()


def test_a_filter_or_a_box_does_not_reach_the_next_territory(offices):
    for given in ({"filter": "TRUE"}, {"filter": "size > 0 OR TRUE"}, {"bbox": "-180,-90,180,90"}, {"kind": "overlap"}):
        assert told_in(raw(f"{FINDINGS}/items", offices.east.surveyor, **given))["numberMatched"] == 0
        assert told_in(raw(f"{FINDINGS}/items", offices.west.surveyor, **given))["numberMatched"] == 1


def test_no_cache_keeps_them_and_their_extent_tells_nothing(offices):
    answer = raw(f"{FINDINGS}/items", offices.west.surveyor)
    assert "private" in answer.headers["Cache-Control"] and "no-cache" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
    extents = [told_in(raw(FINDINGS, office.surveyor))["extent"] for office in (offices.west, offices.east)]
    assert extents[0] == extents[1]


def test_what_was_resolved_is_not_on_the_map_and_no_feature(offices, ids):
    redraw(ids["B"], box(20, 0, 40, 20))
    look_and_record(offices)
    assert told_in(raw(f"{FINDINGS}/items", offices.west.surveyor))["features"] == []
    assert b'numberReturned="0"' in body(raw(f"{WFS}GetFeature&typenames=findings", offices.west.surveyor))


def test_the_wfs_shows_the_same_to_the_same_people(offices):
    def asked(what, person=None):
        return raw(WFS + what, person)

    feature = "GetFeature&typenames=findings"
    assert b"overlap" in body(asked(feature, offices.west.surveyor))
    assert b'numberReturned="0"' in body(asked(feature, offices.east.surveyor))
    assert asked(feature).status_code == asked(feature, offices.citizen).status_code == 400
    assert b"findings" in body(asked("GetCapabilities", offices.east.surveyor))
    assert b"findings" not in body(asked("GetCapabilities"))
    assert b"findings" not in body(asked("DescribeFeatureType"))
    assert "private" in asked(feature, offices.west.surveyor).headers["Cache-Control"]
