"""OGC API – Features, Part 1 (OGC 17-069r4): requirement by requirement, as a client sees it."""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from drf_spectacular.validation import validate_schema

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from parcels.register.models import PublishedParcel
from tests.tiles.mvt.conftest import CANARY
from tests.tiles.ogc.conftest import ITEMS, body, codes, raw, refusal

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
PUBLIC = [layer for layer in layers_for(Audience.PUBLIC) if not layer.follows]
NAMES = [layer.name for layer in PUBLIC]


def links_of(told):
    return {link["rel"]: link for link in told["links"]}


@pytest.mark.parametrize("path", ["/ogc", "/ogc/"])
def test_the_landing_page_leads_to_description_conformance_and_data(ask, path):
    links = links_of(ask(path))
    assert links["service-desc"]["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert links["service-doc"]["type"] == "text/html"
    assert {"self", "alternate", "conformance", "data"} <= set(links)
    for link in links.values():
        assert link["href"].startswith("http://testserver/ogc")
        answer = raw(link["href"])
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(link["type"].partition(";")[0])


def test_conformance_names_the_classes_that_are_kept(ask):
    told = ask("/ogc/conformance")["conformsTo"]
    for name in ("core", "geojson", "html", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" in told
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in told
    assert "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text" in told


def test_the_description_is_valid_openapi_and_tells_the_largest_page(ask):
    answer = raw("/ogc/api")
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = ask("/ogc/api")
    validate_schema(told)
    limit = told["components"]["parameters"]["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 10_000, 100)
    for name in NAMES:
        items = told["paths"][f"/collections/{name}/items"]["get"]
        named = {each.get("name") or each["$ref"].rpartition("/")[2] for each in items["parameters"]}
        assert {"limit", "bbox", "datetime", "crs", "bbox-crs", "filter", *layers[name].fields} <= named


def test_every_operation_of_the_description_is_answered(ask):
    for path in ask("/ogc/api")["paths"]:
        if "{" not in path:
            assert raw(f"/ogc{path}").status_code == 200, path


def test_every_public_layer_with_features_of_its_own_is_a_collection(ask):
    told = ask("/ogc/collections")
    assert [each["id"] for each in told["collections"]] == NAMES
    assert "findings" not in NAMES and "parcel_labels" not in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_collection_tells_itself_as_the_list_of_collections_does(ask, name):
    told = ask(f"/ogc/collections/{name}")
    listed = next(each for each in ask("/ogc/collections")["collections"] if each["id"] == name)
    assert {k: v for k, v in told.items() if k != "links"} == {k: v for k, v in listed.items() if k != "links"}
    assert told["itemType"] == "feature"
    links = links_of(told)
    assert links["items"]["type"] == "application/geo+json"
    assert links["items"]["href"] == f"http://testserver/ogc/collections/{name}/items"
    (west, south, east, north) = told["extent"]["spatial"]["bbox"][0]
    assert 34 < west <= east < 56 and 16 < south <= north < 33


def as_json(value):
    """Return a value of a row as an answer writes it."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("name", NAMES)
def test_features_are_geojson_with_declared_columns_and_an_id(ask, name):
    layer = layers[name]
    told = ask(f"/ogc/collections/{name}/items")
    assert told["type"] == "FeatureCollection"
    assert told["numberMatched"] == told["numberReturned"] == len(told["features"])
    assert told["numberReturned"] == layer.model._default_manager.count()
    assert told["timeStamp"]
    rows = {as_json(getattr(row, layer.key)): row for row in layer.model._default_manager.all()}
    for feature in told["features"]:
        row = rows[feature["id"]]
        key = layer.key if layer.key in layer.fields else "id"
        assert list(feature["properties"]) == ([] if key in layer.fields else ["id"]) + list(layer.fields)
        assert feature["properties"][key] == feature["id"]
        for field in layer.fields:
            assert feature["properties"][field] == pytest.approx(as_json(getattr(row, field)))


def test_pages_follow_the_next_link_and_hold_each_feature_once(ask):
    everything = codes(ask(ITEMS))
    seen, pages = [], 0
    where = f"http://testserver{ITEMS}?limit=3&lang=en"
    while where:
        told = ask(where)
        assert told["numberMatched"] == len(everything)
        assert told["numberReturned"] == len(told["features"]) <= 3
        seen += codes(told)
        links = links_of(told)
        where = links["next"]["href"] if "next" in links else None
        if where:
            kept = parse_qs(urlsplit(where).query)
            assert (kept["limit"], kept["lang"]) == (["3"], ["en"])
            assert where.startswith("http://testserver/")
        pages += 1
    assert seen == sorted(everything) and len(set(seen)) == len(seen)
    assert pages == -(-len(everything) // 3)


def test_a_page_that_ends_with_the_last_feature_has_no_next(ask):
    count = PublishedParcel.objects.count()
    assert "next" not in links_of(ask(ITEMS, limit=count))
    assert "next" in links_of(ask(ITEMS, limit=count - 1))


def test_a_feature_entered_meanwhile_moves_no_page(ask):
    """Pages go by key: what stands before the page does not count."""
    first = ask(ITEMS, limit=2)
    where = links_of(first)["next"]["href"]
    before = codes(ask(where))
    gone = PublishedParcel.objects.filter(code=first["features"][0]["id"])
    assert gone.exists()
    assert "offset" not in where
    assert before[0] > first["features"][-1]["id"]


@pytest.mark.parametrize("limit", ["1", "٢", "10000", "10001", "999999999999999999999"])
def test_a_limit_beyond_the_largest_page_is_no_error(ask, limit):
    assert ask(ITEMS, limit=limit)["numberReturned"] >= 1


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", "1e3", "00"])
def test_a_limit_that_is_no_number_of_features_is_refused(ask, limit):
    assert refusal(ITEMS, limit=limit) == (400, "limit_unreadable")


@pytest.mark.parametrize(
    ("path", "given", "code"),
    [
        (ITEMS, {"stat": "active"}, "parameter_unknown"),
        (ITEMS, {"geom": "x"}, "parameter_unknown"),
        (ITEMS, {"municipality_id": "1"}, "parameter_unknown"),
        ("/ogc", {"x": "1"}, "parameter_unknown"),
        ("/ogc/collections", {"limit": "1"}, "parameter_unknown"),
        ("/ogc/collections/parcels", {"bbox": "1"}, "parameter_unknown"),
        (f"{ITEMS}/1", {"bbox": "1"}, "parameter_unknown"),
        (ITEMS, {"f": "xml"}, "form_unknown"),
        (ITEMS, {"cursor": "rubbish"}, "cursor_invalid"),
        ("/ogc/collections/districts/items", {"cursor": "YWZ0ZXI6YWJj"}, "cursor_invalid"),
        (ITEMS, {"area_m2": "large"}, "value_unreadable"),
        (ITEMS, {"area_m2": "nan"}, "value_unreadable"),
        ("/ogc/collections/permits/items", {"issued_on": "yesterday"}, "value_unreadable"),
        (ITEMS, {"datetime": "yesterday"}, "instant_unclear"),
        (ITEMS, {"datetime": "2026-01-02/2026-01-01"}, "moment_unreadable"),
        (ITEMS, {"datetime": "2999-01-01T00:00:00Z"}, "instant_in_future"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_understood_is_refused_with_its_name(ask, path, given, code):
    assert refusal(path, **given) == (400, code)
    told = raw(path, **given).json()
    assert told["parameter"] == next(iter(given)) and told["detail_ar"] and told["detail_en"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/ogc/collections/none", "collection_unknown"),
        ("/ogc/collections/none/items", "collection_unknown"),
        ("/ogc/collections/parcel_labels/items", "collection_unknown"),
        ("/ogc/collections/findings/items", "collection_unknown"),
        (f"{ITEMS}/none", "feature_unknown"),
        (f"{ITEMS}/a/b/c", "feature_unknown"),
        ("/ogc/collections/districts/items/abc", "feature_unknown"),
        ("/ogc/collections/districts/items/99999999999999999999999", "feature_unknown"),
        ("/ogc/collections/", "not_found"),
        (f"{ITEMS}/", "not_found"),
        ("/ogc/nothing", "not_found"),
    ],
)
def test_what_is_not_there_is_said_and_nobody_is_redirected(ask, path, code):
    assert refusal(path) == (404, code)


@pytest.mark.parametrize("path", ["/ogc", "/ogc/collections", ITEMS])
@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_features_can_only_be_read(ask, path, method):
    assert getattr(Client(), method)(path).status_code == 405


def test_the_head_of_a_page_is_answered_without_its_body(ask):
    answer = Client().head(ITEMS)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"")


@pytest.mark.parametrize("name", NAMES)
def test_one_feature_is_the_same_as_on_its_page(ask, name):
    for feature in ask(f"/ogc/collections/{name}/items", limit=2)["features"]:
        told = ask(f"/ogc/collections/{name}/items/{feature['id']}")
        assert {k: v for k, v in told.items() if k != "links"} == feature
        assert {"self", "collection"} <= set(links_of(told))


def test_the_quarter_has_a_feature_of_nearly_every_layer(ask):
    assert sum(bool(codes(ask(f"/ogc/collections/{name}/items"))) for name in NAMES) >= 9


def test_properties_are_filters(ask):
    active = codes(ask(ITEMS, state="active"))
    assert active == sorted(PublishedParcel.objects.filter(state="active").values_list("code", flat=True))
    one = PublishedParcel.objects.order_by("code").first()
    assert codes(ask(ITEMS, code=one.code, number=one.number)) == [one.code]
    arabic = one.number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert one.code in codes(ask(ITEMS, number=arabic))
    assert codes(ask(ITEMS, area_m2=repr(one.area_m2))) == [one.code]
    assert ask(ITEMS, state="none of them")["numberMatched"] == 0


def test_a_past_day_holds_what_was_in_law_then(ask):
    today = codes(ask(ITEMS))
    now = timezone.now().isoformat()
    assert codes(ask(ITEMS, datetime=now)) == today
    assert codes(ask(ITEMS, datetime=f"2000-01-01T00:00:00Z/{now}")) == today
    assert codes(ask(ITEMS, datetime="2000-01-01T00:00:00Z")) == []
    assert codes(ask(ITEMS, datetime="../2000-01-01T00:00:00Z")) == []
    for open_end in ("2000-01-01T00:00:00Z/..", "2000-01-01T00:00:00Z/", "../..", "/2999-01-01T00:00:00Z"):
        assert codes(ask(ITEMS, datetime=open_end)) == today
    assert codes(ask(ITEMS, datetime="2999-01-01T00:00:00Z/..")) == []


def test_a_past_day_has_the_shapes_columns_and_filters_of_today(ask):
    now = timezone.now().isoformat()
    today, then = ask(ITEMS, state="active", limit=2), ask(ITEMS, state="active", limit=2, datetime=now)
    assert today["features"] == then["features"]
    again = ask(links_of(ask(ITEMS, limit=1, datetime=now))["next"]["href"])
    assert codes(again) == codes(ask(ITEMS))[1:2]
    boxed = ask(ITEMS, datetime=now, bbox="50.0,26.4,50.001,26.6")
    assert codes(boxed) == codes(ask(ITEMS, bbox="50.0,26.4,50.001,26.6"))


def test_a_layer_without_a_past_has_no_time_and_all_of_it_matches(ask):
    path = "/ogc/collections/streets/items"
    streets = ask(path)["numberMatched"]
    assert streets > 0
    for told in ("1990-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2999-01-01T00:00:00Z/..", "../.."):
        assert ask(path, datetime=told)["numberMatched"] == streets
    assert refusal(path, datetime="soon") == (400, "instant_unclear")


def test_outer_rings_turn_against_the_clock(ask):
    import shapely

    for feature in ask(ITEMS)["features"]:
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


def test_a_courtyard_is_a_hole(ask, quarter):
    (polygon,) = ask(f"{ITEMS}/{quarter.courtyard}")["geometry"]["coordinates"]
    assert len(polygon) == 2


def test_no_private_word_is_in_any_answer(ask):
    for name in NAMES:
        assert CANARY not in body(raw(f"/ogc/collections/{name}/items")).decode()


def test_the_reader_of_public_features_is_the_role_of_tiles(ask, django_assert_num_queries):
    with django_assert_num_queries(0):
        ask(ITEMS)


def test_anyone_may_keep_public_features_for_seconds(ask):
    answer = raw(ITEMS)
    assert "public" in answer.headers["Cache-Control"] and "max-age=5" in answer.headers["Cache-Control"]
    assert "Accept" in answer.headers["Vary"]
    assert "private" in raw("/ogc/collections").headers["Cache-Control"]


def test_the_declared_names_leave_the_parameters_alone():
    from tiles.ogc.items import ALWAYS, PARAMETERS

    for layer in layers:
        assert not (PARAMETERS | ALWAYS | {"geometry"}) & set(layer.fields)
        assert not layer.past or layer.follows or layer.key in layer.fields


def test_degrees_from_the_shapes_of_tiles_are_those_of_the_stored_ones(quarter):
    from django.db import connections

    from tiles.ogc.rows import rows_today

    compared = 0
    for layer in PUBLIC:
        if rows_today(layer).mercator is not None:
            with connections["tiles"].cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*), coalesce(max(ST_HausdorffDistance(ST_Transform({layer.export_geometry}, 3857),"
                    f" {layer.tile_geometry})), 0) FROM {layer.model._meta.db_table}"
                )
                count, apart = cursor.fetchone()
            assert apart < 1e-6, layer.name
            compared += count
    assert compared > 10
