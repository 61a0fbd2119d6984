"""The frame in which land is numbered: what everyone sees of it, and what the database refuses."""

from datetime import UTC, datetime

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import translation

from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere, territory
from parcels.fabric.models import Building, PublishedBuilding
from parcels.plans.enums import BlockOrigin, PlanStatus
from parcels.plans.models import (
    Block,
    District,
    Plan,
    PublishedBlock,
    PublishedDistrict,
    PublishedMunicipality,
    PublishedPlan,
)
from parcels.plans.search import find_districts, find_plans
from parcels.plans.selectors import PlaceUnknown, block_of, blocks_of, body_of, district_counts, district_of, plans_of
from tests.factories.places import square
from tests.parcels.plans.ways import bring, enter_plan

pytestmark = pytest.mark.django_db

#: Which plans everyone sees, and of which the blocks too: what an amendment does not touch stays where it was.
PUBLIC = {"approved", "amended", "superseded", "inventoried_old", "numbered", "approved_old"}


@pytest.mark.parametrize("status", PlanStatus.values)
def test_a_plan_is_public_once_decided_and_its_blocks_while_it_holds(places, status):
    plan = bring(places, status)
    with everywhere():
        block = Block.objects.create(
            municipality_id=plan.municipality_id, district_id=plan.district_id, plan=plan, code="900", label="900",
            origin=BlockOrigin.PLAN, geom=square(0, 0, 9),
        )  # fmt: skip
    assert PublishedPlan.objects.filter(pk=plan.pk).exists() == (status in PUBLIC)
    assert PublishedBlock.objects.filter(pk=block.pk).exists() == (status in PUBLIC - {"superseded"})


def test_the_frame_is_public_and_its_records_are_not(places):
    assert PublishedDistrict.objects.count() == 2
    assert not District.objects.exists()
    assert {body.code for body in PublishedMunicipality.objects.all()} == {"5011", "5012"}, "those with a territory"
    with territory([places.west.body.pk]):
        assert District.objects.count() == 1
        assert PublishedDistrict.objects.count() == 2


def test_a_condition_that_fails_does_not_tell_what_a_draft_is_called(places):
    """A view that lets a reader's condition see rows it leaves out would tell the name in the error."""
    enter_plan(places.east)
    with territory([places.east.body.pk]):  # the plan in force goes out of the way: its name is no day either
        Plan.objects.filter(pk=places.east.plan.pk).update(name="2020-01-01")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM published_plan WHERE municipality_id = %s AND name::date < now()",
            [places.east.body.pk],
        )
        assert cursor.fetchone() == (1,)


def test_buildings_that_stand_are_public_and_those_that_stood_are_not(places):
    body = places.west.body
    stood = DateTimeTZRange(datetime(1950, 1, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC))
    stands = DateTimeTZRange(datetime(2000, 1, 1, tzinfo=UTC), None)
    with territory([body.pk]):
        for valid, x in ((stood, 0), (stands, 20)):
            Building.objects.create(municipality=body, floors=1, use="house", valid=valid, geom=square(x, 0, 9))
    assert PublishedBuilding.objects.count() == 1


def _district(places, **changes):
    fields = {
        "municipality": places.west.body,
        "authority": places.municipality,
        "code": "077",
        "kind": "old",
        "name": "x",
    }
    return District(**{**fields, "geom": square(0, 0, 9), **changes})


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"code": "011"}, "district_code_once"),
        ({"code": "77"}, "district_code_digits"),
        ({"code": "٠٧٧"}, "district_code_digits"),
        ({"geom": GEOSGeometry("MULTIPOLYGON(((0 0, 9 9, 9 0, 0 9, 0 0)))", srid=9359)}, "district_geom_sound"),
        ({"geom": GEOSGeometry("MULTIPOLYGON EMPTY", srid=9359)}, "district_geom_sound"),
    ],
)
def test_a_district_that_cannot_be_is_refused(places, changes, constraint):
    with territory([places.west.body.pk]), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        _district(places, **changes).save()


def test_a_plan_number_is_unique_in_the_amana_across_offices(places):
    same = {
        "municipality": places.west.body, "amana": places.amana, "district": places.west.district, "number": "713/3",
        "status": "draft", "name": "x", "geom": square(0, 0, 9),
    }  # fmt: skip
    with territory([places.west.body.pk]):
        with pytest.raises(IntegrityError, match="plan_number_once"), transaction.atomic():
            Plan.objects.create(**same)
        Plan.objects.create(**{**same, "number": ""})  # inventories of old districts have none
        Plan.objects.create(**{**same, "number": ""})


def test_a_block_code_is_unique_in_its_district(places):
    with territory([places.west.body.pk]), pytest.raises(IntegrityError, match="block_code_once"), transaction.atomic():
        Block.objects.create(
            municipality=places.west.body, district=places.west.district, plan=places.west.plan, code="001",
            label="9", origin=BlockOrigin.FOUND, geom=square(0, 0, 9),
        )  # fmt: skip


def test_the_application_does_not_delete_the_frame(places):
    with everywhere(), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Block.objects.all()._raw_delete("default")


def test_places_are_read_from_body_to_block(places):
    body = body_of("5011")
    district = district_of(body, "011")
    assert [plan.pk for plan in plans_of(district)] == [places.west.plan.pk]
    assert [block.code for block in blocks_of(district)] == ["001"]
    assert block_of(district, "001").label == "1"
    assert district_counts() == {places.west.body.pk: 1, places.east.body.pk: 1}


@pytest.mark.parametrize("body_code", ["9999", ""])
def test_an_unknown_place_is_told(places, body_code):
    with pytest.raises(PlaceUnknown):
        body_of(body_code)
    with pytest.raises(PlaceUnknown):
        district_of(body_of("5011"), "012")
    with pytest.raises(PlaceUnknown):
        block_of(district_of(body_of("5011"), "011"), "999")


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("الغربية", ["حي الغربية"]),
        ("حي الغربيه", ["حي الغربية"]),
        ("غربيه", ["حي الغربية"]),
        ("الشمالية", []),
        ("713/3", []),
        ("%", []),
    ],
)
def test_districts_are_found_by_name_in_any_spelling(places, words, titles):
    assert [hit.title for hit in find_districts(words, 5)] == titles


@pytest.mark.parametrize("words", ["713/3", "مخطط ٧١٣/٣", "plan 713/3"])
def test_a_plan_is_found_by_its_number_alone_unless_it_is_a_draft(places, words):
    (hit,) = find_plans(words, 5)
    assert (hit.kind, hit.url) == ("plan", "/places/5012/012/plans/713/3/")
    enter_plan(places.east, number="900/1")
    assert find_plans("900/1", 5) == []


def test_a_body_shows_its_name_in_the_readers_language():
    body = Municipality(name="بلدية", name_en="Municipality")
    with translation.override("en"):
        assert str(body) == "Municipality"
        assert str(Municipality(name="بلدية")) == "بلدية", "where there is no English name"
    with translation.override("ar"):
        assert str(body) == "بلدية"
