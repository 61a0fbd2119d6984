"""Findings on the map: the people of the place see theirs, nobody else sees the layer, and what is resolved goes."""

import math

import mapbox_vector_tile
import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from shapely import box

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from geo.municipalities.scope import everywhere
from geo.spatial.crs import lonlat_bbox
from parcels.quality.enums import FindingKind
from parcels.quality.models import CheckFinding
from tests.factories.places import ORIGIN
from tests.parcels.quality.territory import enter, look_and_record, redraw

ZOOM = 16


@pytest.fixture
def found(offices):
    ids = enter(offices.west, {"A": box(0, 0, 20, 20), "B": box(20, 0, 40, 20)})
    redraw(ids["B"], box(19, 0, 40, 20))
    look_and_record(offices)
    return offices, ids


def signed_in(person=None):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def address():
    """The tile that the drawn land lies in."""
    corner = Point(ORIGIN[0] + 19.5, ORIGIN[1] + 10, srid=9359)
    west, south, _east, _north = map(float, lonlat_bbox(corner).split(","))
    x = int((west + 180) / 360 * 2**ZOOM)
    y = int((1 - math.asinh(math.tan(math.radians(south))) / math.pi) / 2 * 2**ZOOM)
    return f"/tiles/findings/{ZOOM}/{x}/{y}.mvt"


def seen_by(person):
    answer = signed_in(person).get(address())
    assert answer.status_code == 200
    tile = mapbox_vector_tile.decode(answer.content)
    told = [one["properties"] for one in tile.get("findings", {}).get("features", [])]
    return [(one["kind"], one["size"]) for one in told]


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_the_people_of_the_place_see_its_findings_and_the_next_office_sees_none(found):
    offices, _ids = found
    assert seen_by(offices.west.surveyor) == [("overlap", pytest.approx(20))]
    assert seen_by(offices.east.surveyor) == []


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
@pytest.mark.parametrize("path", ["tile", "json"])
def test_for_visitors_and_citizens_the_layer_does_not_exist(found, path):
    where = address() if path == "tile" else "/tiles/findings.json"
    for person in (None, found[0].citizen):
        assert signed_in(person).get(where).status_code == 404


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_no_cache_keeps_a_tile_of_the_staff(found):
    answer = signed_in(found[0].west.surveyor).get(address())
    assert "private" in answer.headers["Cache-Control"] and "no-store" in answer.headers["Cache-Control"]
    assert "Cookie" in answer.headers["Vary"]
    again = signed_in(found[0].west.surveyor).get(address(), headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_what_a_later_check_no_longer_sees_leaves_the_map(found):
    offices, ids = found
    redraw(ids["B"], box(20, 0, 40, 20))
    look_and_record(offices)
    assert seen_by(offices.west.surveyor) == []
    with everywhere():
        assert CheckFinding.objects.get().open_at_3857 is None


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_the_layer_is_described_for_the_staff(found):
    told = signed_in(found[0].west.surveyor).get("/tiles/findings.json").json()
    (layer,) = told["vector_layers"]
    assert (layer["id"], layer["fields"]) == ("findings", {"id": "Number", "kind": "String", "size": "Number"})


@pytest.mark.django_db(transaction=True, databases=["default", "tiles"])
def test_a_tap_opens_the_card_of_the_finding(found):
    offices, _ids = found
    with everywhere():
        pk = CheckFinding.objects.get().pk
    card = signed_in(offices.west.surveyor).get(f"/quality/{pk}/?fragment=card").content.decode()
    assert "finding-card" in card and f'href="/quality/{pk}/"' in card and "<html" not in card


def test_the_staffs_map_has_the_layer_with_a_row_for_every_kind_that_has_a_place():
    assert "findings" in {layer.name for layer in layers_for(Audience.STAFF)}
    assert "findings" not in {layer.name for layer in layers_for(Audience.PUBLIC)}
    rows = {category.value for category in layers["findings"].style.categories}
    assert rows == set(FindingKind.values) - {FindingKind.NO_VERSION}
