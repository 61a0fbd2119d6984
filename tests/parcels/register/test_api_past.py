"""Past days and the life of land under /api/v1/: a split, seen before and after, by law and by knowledge."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests.factories.cases import enter_drawn
from tests.parcels.register.changes import split


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def story(transactional_db, places_committed):
    """A parcel that is split: (office, former, parts, an instant between)."""
    office = places_committed.west
    former = enter_drawn(office, "AB", cell_m=20)["A"]
    between = timezone.now()
    parts = split(office, former, (10, -5), (10, 25))
    return office, former, parts, between


@pytest.fixture
def places_committed(transactional_db):
    from tests.factories.places import make_places  # committed: the split has an instant of its own

    return make_places()


def past(client, **query):
    return client.get("/api/v1/parcels", {"municipality": "5011", "district": "011", **query})


def ids(answer):
    return {each["id"] for each in answer.json()["features"]}


def test_the_parcel_of_then_and_the_parts_of_today(client, story):
    _office, former, parts, between = story
    then, now = past(client, as_of=between.isoformat()), past(client)
    assert former.code in ids(then)
    assert ids(then).isdisjoint(part.code for part in parts)
    assert {part.code for part in parts} < ids(now)
    assert former.code not in ids(now)
    assert past(client, known_at=between.isoformat()).json()["numberReturned"] == 2
    assert past(client, as_of=timezone.localdate().isoformat()).json()["numberReturned"] == 3
    assert ids(past(client, as_of="1950-01-01")) == ids(past(client, as_of="1369-03-13")) == set()


def test_pages_of_a_past_day_give_all_once(client, story):
    _office, _former, _parts, between = story
    first = past(client, as_of=between.isoformat(), limit=1).json()
    second = client.get(first["next"]).json()
    assert [each["id"] for page in (first, second) for each in page["features"]] == sorted(
        ids(past(client, as_of=between.isoformat()))
    )
    assert second["next"] is None


def test_filters_of_past_days_go_by_what_land_was_called(client, story):
    _office, former, _parts, between = story
    when = between.isoformat()
    assert ids(past(client, as_of=when, number="١")) == {former.code}
    assert ids(past(client, as_of=when, number="1", block="1", state="active", q="الغربيه")) == {former.code}
    assert ids(past(client, as_of=when, number="77")) == ids(past(client, as_of=when, q="الشرقيه")) == set()
    west, south, east, north = former.geom.extent
    box = {
        "bbox": f"{west + 1},{south + 1},{east - 1},{north - 1}",
        "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/9359",
    }
    answer = client.get("/api/v1/parcels", {"as_of": when, **box})
    assert ids(answer) == {former.code}


def test_one_parcel_as_it_was_and_a_retired_one_today(client, story):
    _office, former, parts, between = story
    then = client.get(f"/api/v1/parcels/{former.code}", {"as_of": between.isoformat()}).json()
    assert (then["id"], then["properties"]["area_m2"], then["properties"]["state"]) == (former.code, 400.0, "active")
    gone = client.get(f"/api/v1/parcels/{former.code}")
    assert (gone.status_code, gone.json()["code"]) == (404, "parcel_retired")
    early = client.get(f"/api/v1/parcels/{parts[0].code}", {"as_of": between.isoformat()})
    assert (early.status_code, early.json()["code"]) == (404, "parcel_not_in_force_then")


def test_lineage_leads_from_the_former_to_the_land_of_today_and_back(client, story):
    _office, former, parts, _between = story
    down = client.get(f"/api/v1/parcels/{former.code}/lineage").json()
    assert down["retired"] is True
    assert {each["code"] for each in down["today"]} == {part.code for part in parts}
    assert sum(each["share_of_former"] for each in down["today"]) == pytest.approx(1, abs=1e-5)
    up = client.get(f"/api/v1/parcels/{parts[0].code}/lineage").json()
    assert [event["kind"] for event in up["events"]] == ["split"]
    assert {link["parent"] for link in up["events"][0]["links"]} == {former.code}


def test_history_tells_the_office_both_times_of_a_retired_parcel_too(client, story):
    office, former, _parts, _between = story
    client.force_login(office.surveyor)
    versions = client.get(f"/api/v1/parcels/{former.code}/history").json()["features"]
    assert len(versions) >= 2, "what was recorded first is kept beside what closed it"
    assert any(each["properties"]["valid_until"] for each in versions)
    assert any(each["properties"]["recorded_until"] for each in versions)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "place_needed"),
        ({"bbox": "48,25,52,27"}, "bbox_too_large"),
        ({"plan": "x", "state": "retired_split"}, "parameter_invalid"),
        ({"as_of": "1950"}, "instant_unclear"),
        ({"as_of": (timezone.localdate() + timedelta(days=2)).isoformat()}, "instant_in_future"),
    ],
)
def test_past_days_of_everywhere_and_unclear_ones_are_refused(client, places, query, code):
    answer = client.get("/api/v1/parcels", {"as_of": "2020-01-01", **query})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.django_db
def test_a_place_that_nobody_knows_has_no_past(client, places):
    assert client.get("/api/v1/parcels", {"as_of": "2020-01-01", "plan": "nowhere"}).json()["features"] == []
