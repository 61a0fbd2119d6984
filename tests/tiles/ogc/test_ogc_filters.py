"""OGC API – Features, Part 3 (OGC 19-079r2) and CQL2 (OGC 21-065r2), against what Python finds in the same rows."""

import json

import jsonschema
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.places import ORIGIN
from tests.tiles.ogc.conftest import ITEMS, body, codes, raw, refusal

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
STORED, WGS84 = (f"http://www.opengis.net/def/crs/EPSG/0/{code}" for code in (9359, 4326))
PERMITS = "/ogc/collections/permits/items"


@pytest.fixture
def land(ask):
    """Return all parcels: properties and shape in metres, by code."""
    told = ask(ITEMS, crs=STORED)["features"]
    return {one["id"]: (one["properties"], shapely.geometry.shape(one["geometry"])) for one in told}


def found(ask, text, **given):
    return set(codes(ask(ITEMS, filter=text, **given)))


def test_queryables_are_a_json_schema_of_the_declared_columns_and_the_geometry(ask):
    told = ask("/ogc/collections/parcels/queryables")
    assert raw("/ogc/collections/parcels/queryables").headers["Content-Type"] == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(told)
    assert told["$id"] == "http://testserver/ogc/collections/parcels/queryables"
    assert told["type"] == "object" and told["additionalProperties"] is False
    shape = told["properties"].pop("geometry")
    assert (shape["format"], shape["x-ogc-role"]) == ("geometry-multipolygon", "primary-geometry")
    assert set(told["properties"]) == set(ask(ITEMS)["features"][0]["properties"])
    assert told["properties"]["area_m2"]["type"] == "number"
    assert told["properties"]["code"]["x-ogc-role"] == "id"
    assert "active" in told["properties"]["state"]["enum"]
    links = {link["rel"]: link["href"] for link in ask("/ogc/collections/parcels")["links"]}
    assert links["http://www.opengis.net/def/rel/ogc/1.0/queryables"] == told["$id"]


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("state = 'active'", lambda p: p["state"] == "active"),
        ("state <> 'active'", lambda p: p["state"] != "active"),
        ("area_m2 > 500", lambda p: p["area_m2"] > 500),
        ("area_m2 >= 500 AND area_m2 < 700.5", lambda p: 500 <= p["area_m2"] < 700.5),
        ("500 < area_m2", lambda p: p["area_m2"] > 500),
        ("NOT area_m2 > 500", lambda p: p["area_m2"] <= 500),
        ("number = '1' OR number = '2' AND area_m2 > 1e9", lambda p: p["number"] == "1"),
        ("area_m2 BETWEEN 100 AND 600", lambda p: 100 <= p["area_m2"] <= 600),
        ("area_m2 NOT BETWEEN 100 AND 600", lambda p: not 100 <= p["area_m2"] <= 600),
        ("number IN ('1', '3')", lambda p: p["number"] in ("1", "3")),
        ("number NOT IN ('1', '3')", lambda p: p["number"] not in ("1", "3")),
        ("plan_number LIKE '713%'", lambda p: p["plan_number"].startswith("713")),
        ("plan_number LIKE '___/3'", lambda p: p["plan_number"] == "713/3"),
        ("plan_number LIKE '7.3%'", lambda p: False),
        ("number NOT LIKE '1%'", lambda p: not p["number"].startswith("1")),
        ("district_name LIKE '%الشرقية%'", lambda p: "الشرقية" in p["district_name"]),
        ("CASEI(state) = CASEI('ACTIVE')", lambda p: p["state"] == "active"),
        ("CASEI(state) LIKE casei('ACT%')", lambda p: p["state"] == "active"),
        ("CASEI(state) IN (casei('ACTIVE'))", lambda p: p["state"] == "active"),
        ("number = block_label", lambda p: p["number"] == p["block_label"]),
        ("code IS NULL", lambda p: False),
        ("code IS NOT NULL", lambda p: True),
        ("geometry IS NULL", lambda p: False),
        ("(((state = 'active')))", lambda p: p["state"] == "active"),
        ("TRUE", lambda p: True),
        ("FALSE OR number = '1'", lambda p: p["number"] == "1"),
        ("state = 'active''; DROP TABLE register_parcel; --'", lambda p: False),
        ("code = '%s %(x)s {} {0} %%'", lambda p: False),
        ("code LIKE '%''%'", lambda p: False),
    ],
)  # fmt: skip
def test_text_finds_the_same_as_python(ask, land, text, keeps):
    assert found(ask, text) == {code for code, (properties, _shape) in land.items() if keeps(properties)}


def test_json_finds_the_same_as_text(ask):
    told = {"op": "or", "args": [
        {"op": "and", "args": [{"op": ">", "args": [{"property": "area_m2"}, 500]},
                               {"op": "like", "args": [{"property": "plan_number"}, "713%"]}]},
        {"op": "in", "args": [{"property": "number"}, ["1", "2"]]},
        {"op": "between", "args": [{"property": "area_m2"}, 100, 200]},
        {"op": "not", "args": [{"op": "isNull", "args": [{"property": "code"}]}]},
    ]}  # fmt: skip
    text = (
        "area_m2 > 500 AND plan_number LIKE '713%' OR number IN ('1','2') OR area_m2 BETWEEN 100 AND 200"
        " OR NOT code IS NULL"
    )
    assert found(ask, json.dumps(told), filter_lang="cql2-json") == found(ask, text)
    inside = {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [49.99, 26.5, 50.01, 26.6]}]}
    assert found(ask, json.dumps(inside), filter_lang="cql2-json") == found(
        ask, "S_INTERSECTS(geometry, BBOX(49.99, 26.5, 50.01, 26.6))"
    )


def test_days_are_compared_as_days(ask):
    permits = ask(PERMITS)["features"]
    (day,) = {permit["properties"]["issued_on"] for permit in permits}
    every = len(permits)
    for text, matches in (
        (f"issued_on = DATE('{day}')", every), (f"issued_on < DATE('{day}')", 0), (f"issued_on >= '{day}'", every),
        (f"'{day}' > issued_on", 0), ("issued_on BETWEEN DATE('1900-01-01') AND DATE('2999-12-31')", every),
    ):  # fmt: skip
        assert ask(PERMITS, filter=text)["numberMatched"] == matches, text
    assert ask(PERMITS, issued_on=day)["numberMatched"] == every


def wkt(shape, system=STORED):
    return shape.wkt if system == STORED else shapely.transform(shape, lambda xy: xy[:, ::-1]).wkt


WEST, SOUTH = ORIGIN
PLACE = shapely.box(WEST + 5, SOUTH + 5, WEST + 60, SOUTH + 45)
RELATIONS = {
    "S_INTERSECTS": shapely.intersects, "S_DISJOINT": shapely.disjoint, "S_WITHIN": shapely.within,
    "S_CONTAINS": shapely.contains, "S_TOUCHES": shapely.touches, "S_CROSSES": shapely.crosses,
    "S_OVERLAPS": shapely.overlaps, "S_EQUALS": shapely.equals,
}  # fmt: skip


@pytest.mark.parametrize("name", RELATIONS)
@pytest.mark.parametrize("kind", ["polygon", "line", "point", "own", "bbox"])
def test_features_lie_to_a_shape_as_shapely_says(ask, land, name, kind):
    own = next(shape for properties, shape in land.values() if properties["number"] == "1")
    shape = {
        "polygon": PLACE, "line": shapely.LineString([(WEST, SOUTH + 20), (WEST + 100, SOUTH + 30)]),
        "point": own.representative_point(), "own": own, "bbox": PLACE,
    }[kind]  # fmt: skip
    told = wkt(shape) if kind != "bbox" else f"BBOX({','.join(map(repr, PLACE.bounds))})"
    expected = {code for code, (_properties, each) in land.items() if RELATIONS[name](each, shape)}
    assert found(ask, f"{name}(geometry, {told})", filter_crs=STORED) == expected
    turned = {code for code, (_properties, each) in land.items() if RELATIONS[name](shape, each)}
    assert found(ask, f"{name}({told}, geometry)", filter_crs=STORED) == turned


def test_a_shape_stands_in_the_axes_of_its_system(ask):
    lonlat = found(ask, "S_INTERSECTS(geometry, POLYGON((49.99 26.5, 50.0 26.5, 50.0 26.6, 49.99 26.6, 49.99 26.5)))")
    latlon = "POLYGON((26.5 49.99, 26.5 50.0, 26.6 50.0, 26.6 49.99, 26.5 49.99))"
    assert found(ask, f"S_INTERSECTS(geometry, {latlon})", filter_crs=WGS84) == lonlat
    assert found(ask, "S_INTERSECTS(geometry, BBOX(26.5, 49.99, 26.6, 50.0))", filter_crs=WGS84) == lonlat


def test_a_shape_may_reach_beyond_the_country_where_that_changes_nothing(ask, land):
    world = "POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90))"
    assert found(ask, f"S_INTERSECTS(geometry, {world})") == found(ask, f"S_WITHIN(geometry, {world})") == set(land)
    assert found(ask, f"S_DISJOINT(geometry, {world})") == set()
    assert found(ask, "S_DISJOINT(geometry, POINT(-100 50))") == set(land)
    assert found(ask, "S_INTERSECTS(geometry, POINT(-100 50))") == set()
    assert refusal(ITEMS, filter="S_TOUCHES(geometry, POINT(-100 50))") == (400, "filter_mistyped")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("municipality_id = 1", "filter_mistyped"), ("geom IS NULL", "filter_mistyped"),
        ("id = 'x'", "filter_mistyped"),
        ('"register_parcel"."geom" IS NULL', "filter_unreadable"), ("state = 1", "filter_mistyped"),
        ("area_m2 = 'large'", "filter_mistyped"), ("area_m2 LIKE '1%'", "filter_mistyped"),
        ("state", "filter_mistyped"),
        ("state LIKE number", "filter_mistyped"), ("number BETWEEN '1' AND '2'", "filter_mistyped"),
        ("state LIKE 'x\\'", "filter_mistyped"), ("area_m2 < 1e999", "filter_mistyped"),
        ("geometry = 1", "filter_mistyped"),
        ("S_INTERSECTS(geometry, geometry)", "filter_mistyped"), ("S_INTERSECTS(state, POINT(1 2))", "filter_mistyped"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "filter_mistyped"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1)))", "filter_unreadable"),
        ("S_INTERSECTS(geometry, 'POINT(1 2)')", "filter_unreadable"),
        ("S_INTERSECTS(geometry)", "filter_unreadable"), ("state = ", "filter_unreadable"),
        ("S_TOUCHES(geometry, GEOMETRYCOLLECTION(POINT(50 26)))", "filter_unsupported"),
        ("S_NEAR(geometry, POINT(1 2))", "filter_unsupported"), ("pg_sleep(10) = 1", "filter_unsupported"),
        ("ACCENTI(state) = 'x'", "filter_unsupported"), ("T_AFTER(state, DATE('2026-01-01'))", "filter_unsupported"),
        ("area_m2 + 1 = 2", "filter_unsupported"), ("state = " + "'" + "x" * 30_000 + "'", "filter_too_large"),
        ("(" * 2000 + "state", "filter_too_large"), (" AND ".join(["state='x'"] * 300), "filter_too_large"),
        ("state IN (" + ",".join(["'x'"] * 201) + ")", "filter_unreadable"),
    ],
)  # fmt: skip
def test_a_filter_that_is_not_answered_is_refused(ask, text, code):
    assert refusal(ITEMS, filter=text) == (400, code)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("{", "filter_unreadable"), ("null", "filter_unreadable"), ("[]", "filter_unreadable"),
        ("{}", "filter_unreadable"),
        ('{"op": "="}', "filter_unreadable"), ('{"op": "=", "args": [1]}', "filter_unreadable"),
        ('{"op": ["="], "args": []}', "filter_unreadable"), ('{"op": "and", "args": []}', "filter_unreadable"),
        ('{"op": "=", "args": [{"property": "state"}, null]}', "filter_unreadable"),
        ('{"op": "=", "args": [{"property": ["state"]}, 1]}', "filter_mistyped"),
        ('{"op": "=", "args": [{"property": "area_m2"}, NaN]}', "filter_mistyped"),
        ('{"op": "=", "args": [{"property": "area_m2"}, ' + "9" * 400 + "]}", "filter_mistyped"),
        ('{"op": "=", "args": [{"property": "state"}, "\\u0000"]}', "filter_mistyped"),
        ('{"op": "=", "args": [{"property": "state"}, "\\ud800"]}', "filter_mistyped"),
        ('{"op": "=", "args": [{"property": "area_m2"}, {"date": "2026-02-31"}]}', "filter_mistyped"),
        ('{"op": "in", "args": [{"property": "state"}, "active"]}', "filter_unreadable"),
        ('{"op": "__class__", "args": []}', "filter_unsupported"),
        ('{"op": "joined", "args": [1]}', "filter_unsupported"),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [1e300, 1]}]}',
         "filter_unreadable"),
        ('{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Curve", "coordinates": [1, 1]}]}',
         "filter_unreadable"),
        ('{"op":"s_intersects","args":[{"property":"geometry"},{"type":"GeometryCollection","geometries":[{"type":'
         '"GeometryCollection","geometries":[]}]}]}', "filter_unreadable"),
        ('{"op":"not","args":[' * 3000 + "1" + "]}" * 3000, "filter_too_large"), ("[" * 19_000, "filter_too_large"),
        ('{"op":"not","args":[' * 40 + "true" + "]}" * 40, "filter_too_large"),
    ],
)  # fmt: skip
def test_json_that_is_no_filter_is_refused(ask, told, code):
    assert refusal(ITEMS, filter=told, filter_lang="cql2-json") == (400, code)


def test_a_language_that_is_not_offered_is_refused(ask):
    assert refusal(ITEMS, filter="TRUE", filter_lang="sql") == (400, "filter_unsupported")


def test_filters_boxes_properties_and_pages_hold_together(ask):
    given = {"filter": "area_m2 > 10", "state": "active", "bbox": "49,26,51,27"}
    told = ask(ITEMS, limit=1, **given)
    seen = codes(told)
    while onward := [link["href"] for link in told["links"] if link["rel"] == "next"]:
        told = ask(onward[0])
        seen += codes(told)
    assert seen == codes(ask(ITEMS, **given)) and len(seen) > 1


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from([{"property": name} for name in ("state", "geometry", "area_m2")] + [{"date": "2026-01-01"}]),
    lambda inner: st.lists(inner, max_size=3) | st.fixed_dictionaries(
        {"op": st.sampled_from(["and", "or", "not", "=", "<", "like", "in", "between", "isNull", "s_within", "casei"]),
         "args": st.lists(inner, max_size=3)}),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=JSON_VALUES)
def test_any_json_is_answered_or_refused_and_breaks_nothing(ask, told):
    answer = raw(ITEMS, filter=json.dumps(told), filter_lang="cql2-json")
    assert answer.status_code in (200, 400), body(answer)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_any_text_is_answered_or_refused_and_breaks_nothing(ask, text):
    for name in ("filter", "bbox", "limit", "datetime", "crs", "code", "cursor"):
        assert raw(ITEMS, **{name: text}).status_code in (200, 400), name
