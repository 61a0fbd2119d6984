"""OGC API – Features, Part 2 (OGC 18-058): coordinate reference systems, their axes, and boxes in them."""

import pytest
import shapely
from django.db import connections
from pyproj import Transformer

from tests.factories.places import ORIGIN
from tests.tiles.ogc.conftest import ITEMS, codes, raw, refusal

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
STORED, WGS84, MERCATOR = (f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in (9359, 4326, 3857))


def in_database(box, srid):
    """Return the codes of the land that a box touches, as PostGIS alone says it."""
    with connections["tiles"].cursor() as cursor:
        cursor.execute(
            "SELECT code FROM register_publishedparcel WHERE ST_Intersects(geom, ST_Transform("
            "ST_Segmentize(ST_MakeEnvelope(%s, %s, %s, %s, %s), 0.0001 * CASE WHEN %s = 4326 THEN 1 ELSE 100000 END),"
            " 9359)) ORDER BY code",
            [*box, srid, srid],
        )
        return [row[0] for row in cursor.fetchall()]


def test_collections_list_their_systems_with_the_default_first_and_the_stored_one_named(ask):
    told = ask("/ogc/collections/parcels")
    assert told["crs"] == [CRS84, STORED, WGS84, MERCATOR]
    assert told["storageCrs"] == STORED
    assert ask("/ogc/collections")["crs"] == told["crs"]


@pytest.mark.parametrize("uri", ["", CRS84, STORED, WGS84, MERCATOR, f"<{STORED}>"])
def test_the_answer_says_its_system(ask, uri):
    for path in (ITEMS, f"{ITEMS}/{codes(ask(ITEMS))[0]}"):
        assert raw(path, crs=uri).headers["Content-Crs"] == f"<{(uri or CRS84).strip('<>')}>"


def shapes(told):
    return [shapely.geometry.shape(feature["geometry"]) for feature in told["features"]]


def test_axes_stand_in_the_order_of_each_system(ask):
    lonlat, latlon, metres, mercator = (shapes(ask(ITEMS, crs=uri))[0] for uri in (CRS84, WGS84, STORED, MERCATOR))
    assert 49 < lonlat.bounds[0] < 51 and 26 < lonlat.bounds[1] < 27
    assert shapely.equals_exact(shapely.transform(latlon, lambda xy: xy[:, ::-1]), lonlat, 0)
    assert ORIGIN[0] <= metres.bounds[0] < ORIGIN[0] + 2000
    to_mercator = Transformer.from_crs("OGC:CRS84", "EPSG:3857", always_xy=True).transform
    moved = shapely.transform(lonlat, to_mercator, interleaved=False)
    assert moved.hausdorff_distance(mercator) < 0.001


def test_metres_are_those_that_are_stored_and_degrees_have_nine_decimals(ask):
    told = ask(ITEMS, crs=STORED)
    with connections["tiles"].cursor() as cursor:
        cursor.execute("SELECT ST_AsBinary(geom) FROM register_publishedparcel ORDER BY code")
        stored = [shapely.from_wkb(bytes(row[0])) for row in cursor.fetchall()]
    for found, kept in zip(shapes(told), stored, strict=True):
        assert found.normalize().equals_exact(kept.normalize(), 0.0001)
    decimals = {
        len(str(x).partition(".")[2]) for shape in shapes(ask(ITEMS)) for x in shapely.get_coordinates(shape)[:, 0]
    }
    assert max(decimals) == 9


@pytest.mark.parametrize("parameter", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("uri", ["EPSG:4326", "http://www.opengis.net/def/crs/EPSG/0/2154", "'; DROP TABLE x", "9359"])
def test_a_system_that_is_not_offered_is_refused(ask, parameter, uri):
    assert refusal(ITEMS, **{parameter: uri}) == (400, "system_unknown")


def boxes():
    """Boxes in each system, x before y, about some of the quarter."""
    west, south = ORIGIN
    box = (west + 10, south + 10, west + 120, south + 120)
    for uri, srid in ((CRS84, 4326), (WGS84, 4326), (STORED, 9359), (MERCATOR, 3857)):
        transform = Transformer.from_crs("EPSG:9359", f"EPSG:{srid}", always_xy=True)
        yield uri, srid, transform.transform_bounds(*box)


@pytest.mark.parametrize(("uri", "srid", "box"), list(boxes()))
def test_a_box_finds_what_touches_it_in_every_system(ask, uri, srid, box):
    told = [box[1], box[0], box[3], box[2]] if uri == WGS84 else box
    found = codes(ask(ITEMS, bbox=",".join(map(repr, told)), bbox_crs=uri))
    assert found == in_database(box, srid)
    assert 0 < len(found) < len(codes(ask(ITEMS)))
    with_heights = [*told[:2], 0, *told[2:], 100]
    assert codes(ask(ITEMS, bbox=",".join(map(repr, with_heights)), bbox_crs=uri)) == found


def test_the_whole_world_is_everything_and_the_sea_is_nothing(ask):
    everything = codes(ask(ITEMS))
    for box in ("-180,-90,180,90", "-180,-90,-100,180,90,100", "40,10,60,40"):
        assert codes(ask(ITEMS, bbox=box)) == everything
    for box in ("-10,-10,-5,-5", "170,10,-170,20", "100,-90,120,90"):
        assert codes(ask(ITEMS, bbox=box)) == []
    assert codes(ask(ITEMS, bbox="40,10,-170,40")) == everything  # across the antimeridian
    assert codes(ask(ITEMS, bbox="-1e7,-1e7,1e7,1e7", bbox_crs=STORED)) == everything


def test_a_box_without_a_width_is_a_line_or_a_point(ask):
    inside = shapes(ask(ITEMS, limit=1))[0].representative_point()
    assert len(codes(ask(ITEMS, bbox=f"{inside.x},{inside.y},{inside.x},{inside.y}"))) == 1


@pytest.mark.parametrize(
    "box",
    [
        "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,5,2,4", "nan,1,2,3", "inf,1,2,3", "1,2,3,1e999", "1;2;3;4", "1,2,3,", ",,,",
        "0x1,2,3,4",
    ],
)  # fmt: skip
def test_a_box_that_is_none_is_refused(ask, box):
    assert refusal(ITEMS, bbox=box) == (400, "box_unreadable")


def test_a_box_in_metres_does_not_span_the_antimeridian(ask):
    assert refusal(ITEMS, bbox="2,1,1,3", bbox_crs=STORED) == (400, "box_unreadable")
