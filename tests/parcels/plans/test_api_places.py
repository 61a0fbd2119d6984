"""Places under /api/v1/: what is published of bodies, districts, plans and blocks, and drafts never."""

import pytest
from django.core.cache import cache

from geo.municipalities.scope import territory
from parcels.plans.enums import PlanStatus
from parcels.plans.models import Plan
from tests.factories.places import square

pytestmark = pytest.mark.django_db
LISTS = ("municipalities", "districts", "plans", "blocks")


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def ask(client, name, **query):
    answer = client.get(f"/api/v1/{name}", query)
    return answer, answer.json()


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_a_feature_collection_in_longitude_and_latitude(client, places, name, django_assert_num_queries):
    client.get(f"/api/v1/{name}")
    with django_assert_num_queries(9):  # eight open and close the scope of the request
        answer, body = ask(client, name)
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert (body["type"], body["next"], body["numberReturned"]) == ("FeatureCollection", None, len(body["features"]))
    drawn = [each["geometry"]["coordinates"][0][0][0] for each in body["features"] if each["geometry"]]
    assert len(drawn) == 2
    assert all(48 < longitude < 54 and 17 < latitude < 29 for longitude, latitude in drawn)


@pytest.mark.parametrize("name", LISTS)
def test_pages_of_one_give_everything_once(client, places, name):
    seen, address = [], f"/api/v1/{name}?limit=1&lang=en"
    while address:
        answer = client.get(address)
        body = answer.json()
        seen += [each["id"] for each in body["features"]]
        address = body["next"]
        assert (address is None) == ("Link" not in answer.headers)
        assert address is None or ("lang=en" in address and address in answer.headers["Link"])
    assert len(seen) == len(set(seen)) == len(ask(client, name)[1]["features"]) >= 2


def test_a_body_without_territory_has_no_geometry_and_says_to_whom_it_belongs(client, places):
    body = ask(client, "municipalities", belongs_to="500")[1]
    (town,) = body["features"]
    assert (town["id"], town["geometry"], town["properties"]["belongs_to"]) == ("501", None, "500")


def test_districts_of_a_body_are_those_of_the_bodies_below_it(client, places):
    codes = {each["properties"]["code"] for each in ask(client, "districts", municipality="501")[1]["features"]}
    assert codes == {"011", "012"}
    (one,) = ask(client, "districts", municipality="٥٠١١")[1]["features"]
    assert (one["properties"]["code"], one["properties"]["municipality"]) == ("011", "5011")


def test_a_plan_under_review_is_nobodys_to_list(client, places):
    office = places.east
    with territory([office.body.pk]):
        Plan.objects.create(
            municipality=office.body, amana=places.amana, district=office.district, number="999", name="مسودة",
            status=PlanStatus.DRAFT, geom=square(1000, 600, 100),
        )  # fmt: skip
    client.force_login(office.head)
    assert [each["properties"]["number"] for each in ask(client, "plans")[1]["features"]] == ["", "713/3"]
    assert ask(client, "plans", status="draft")[0].status_code == 400


def test_blocks_are_found_by_plan_district_label_and_box(client, places):
    east = places.east
    west, south, width, height = *east.block.geom.extent[:2], 10, 10
    box = f"{west},{south},{west + width},{south + height}"
    own = "http://www.opengis.net/def/crs/EPSG/0/9359"
    for query in (
        {"plan": east.plan.pk}, {"district": east.district.pk}, {"municipality": "5012", "label": "١"},
        {"bbox": box, "bbox-crs": own},
    ):  # fmt: skip
        found = ask(client, "blocks", **query)[1]["features"]
        assert east.block.pk in [each["id"] for each in found], query
    assert [each["id"] for each in ask(client, "blocks", plan=east.plan.pk)[1]["features"]] == [east.block.pk]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"as_of": "2020-01-01"}, "history_not_kept"),
        ({"unheard": "1"}, "parameter_unknown"),
        ({"limit": "-1"}, "limit_invalid"),
        ({"limit": "x"}, "limit_invalid"),
        ({"cursor": "garbage"}, "cursor_invalid"),
        ({"cursor": "YWZ0ZXI6"}, "cursor_invalid"),
        ({"bbox": "26,49,27,50"}, "bbox_axes_swapped"),
        ({"crs": "EPSG:4326"}, "crs_unknown"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(client, places, name, query, code):
    answer, body = ask(client, name, **query)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, body["code"], body["parameter"]) == (400, code, next(iter(query)))


@pytest.mark.parametrize("query", [{"municipality": "nowhere"}, {"district": "x"}, {"district": "9" * 30}])
def test_a_place_that_is_not_there_or_no_key_is_refused(client, places, query):
    answer, body = ask(client, "blocks", **query)
    assert (answer.status_code, body["parameter"]) == (400, next(iter(query)))
