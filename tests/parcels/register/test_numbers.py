"""Numbers are allotted once, in order, by the counter of their block, and stay."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from geo.errors import DatabaseRefusal
from geo.municipalities.scope import territory
from geo.series.errors import OutsideTerritory, RecordedStays, RequestReused
from parcels.plans.enums import BlockOrigin
from parcels.plans.models import Block
from parcels.register.codes import is_valid
from parcels.register.errors import AlreadyNumbered, BlockFull, FrameMismatch, LabelTaken, Overlap, StateNotPossible
from parcels.register.models import NumberCounter, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import square
from tests.sql.connections import connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(places):
    with territory([places.west.body.pk]):
        yield places.west


def enter(office, count, *, x=0):
    new = [NewParcel(geom=square(x + i * 20, 0, 20)) for i in range(count)]
    return [parcel.pk for parcel in enter_parcels(plan=office.plan, parcels=new, source="survey")]


def allot(office, ids, **kwargs):
    return allot_numbers(**{"block": office.block, "parcel_ids": ids, "request_id": uuid4(), **kwargs})


def refusal(statement, *values):
    """Try a statement as the application; return the domain error of its refusal."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return type(DatabaseRefusal.translate(refused.value))


def test_parcels_get_the_next_numbers_of_their_block_and_are_published(office):
    ids = enter(office, 3)
    assert not PublishedParcel.objects.exists()
    given = allot(office, ids)
    assert [(g.parcel_id, g.number) for g in given] == list(zip(ids, [1, 2, 3], strict=True))
    assert all(is_valid(g.code) for g in given)
    shown = PublishedParcel.objects.order_by("code").values_list("number", "area_m2", "state")
    assert list(shown) == [("1", 400, "provisional"), ("2", 400, "provisional"), ("3", 400, "provisional")]


def test_numbers_follow_the_order_asked_for_and_go_on_where_they_stopped(office):
    first, second, third = enter(office, 3)
    assert [g.number for g in allot(office, [third, first])] == [1, 2]
    assert [g.number for g in allot(office, [second])] == [3]


def test_a_number_is_given_once(office):
    (parcel,) = enter(office, 1)
    request = uuid4()
    first = allot(office, [parcel], request_id=request)
    assert allot(office, [parcel], request_id=request) == first
    with pytest.raises(AlreadyNumbered):
        allot(office, [parcel])
    assert NumberCounter.objects.get(block=office.block).last_number == 1


def test_one_request_serves_one_list_of_parcels(office):
    first, second = enter(office, 2)
    request = uuid4()
    allot(office, [first], request_id=request)
    with pytest.raises(RequestReused):
        allot(office, [second], request_id=request)
    with pytest.raises(RequestReused):
        allot(office, [first, second], request_id=request)


def test_a_request_that_fails_uses_no_number(office):
    first, second = enter(office, 2)
    (over,) = enter(office, 1)
    with pytest.raises(Overlap):
        allot(office, [first, over])
    with pytest.raises(AlreadyNumbered):
        allot(office, [first, first])
    assert [g.number for g in allot(office, [first, second])] == [1, 2]


def test_the_strings_of_a_plan_stay_official_and_are_never_given_twice(office):
    ids = enter(office, 4)
    allot(office, ids[:2], labels=["12/أ", "3"])
    assert set(PublishedParcel.objects.values_list("number", flat=True)) == {"12/أ", "3"}
    with pytest.raises(LabelTaken):
        allot(office, ids[2:], labels=["4", "12/أ"])
    with pytest.raises(LabelTaken):
        allot(office, ids[2:], labels=["5", "5"])
    with pytest.raises(LabelTaken):
        allot(office, ids[2:3])  # the counter would give it "3", which the plan gave to another
    with pytest.raises(ValueError, match="one label"):
        allot(office, ids[2:], labels=["4"])


@pytest.mark.django_db(transaction=True)
def test_a_block_holds_numbers_of_four_digits(places):
    """A fifth digit would be cut off in the code: 12345 would get the code of 1234."""
    with connect("admin") as admin:
        admin.execute("INSERT INTO register_numbercounter VALUES (%s, 9998)", [places.west.block.pk])
    with territory([places.west.body.pk]):
        ids = enter(places.west, 2)
        with pytest.raises(BlockFull):
            allot(places.west, ids)
        (last,) = allot(places.west, ids[:1])
        assert (last.number, last.code[9:13]) == (9999, "9999")
        with pytest.raises(BlockFull):
            allot(places.west, ids[1:])


def test_a_block_of_another_territory_numbers_nothing(places):
    with territory([places.west.body.pk]):
        (parcel,) = enter(places.west, 1)
        with pytest.raises(OutsideTerritory):
            allot(places.west, [parcel], block=places.east.block)
    with pytest.raises(OutsideTerritory):
        allot(places.west, [parcel])


def test_a_block_numbers_parcels_of_its_own_plan_only(places):
    with territory([places.west.body.pk, places.east.body.pk]):
        (there,) = enter(places.east, 1)
        with pytest.raises(AlreadyNumbered):
            allot(places.west, [there])


def test_a_block_that_borrows_the_district_of_another_office_numbers_nothing(places):
    """Else one office would give out codes of another one's district."""
    with territory([places.west.body.pk]):
        stray = Block.objects.create(
            municipality=places.west.body, district=places.east.district, plan=places.east.plan, code="002",
            label="2", origin=BlockOrigin.PLAN, geom=square(0, 0, 100),
        )  # fmt: skip
        with pytest.raises(OutsideTerritory):
            allot(places.west, enter(places.west, 1), block=stray)


def test_a_parcel_enters_in_a_plan_of_its_own_district_and_office(places):
    with territory([places.west.body.pk]):
        for district, plan in ((places.east.district, places.west.plan), (places.west.district, places.east.plan)):
            statement = """INSERT INTO register_parcel (id, municipality_id, district_id, plan_id, parcel_label, state,
                                  state_since, created_at, source_system, source_id)
                           VALUES (gen_random_uuid(), %s, %s, %s, '', 'proposed', now(), now(), '', '')"""
            assert refusal(statement, places.west.body.pk, district.pk, plan.pk) is FrameMismatch


@pytest.mark.parametrize(
    "change",
    [
        "code = '501011001999900011'", "code = NULL", "parcel_label = '7'", "block_id = NULL",
        "created_at = now() + interval '1 s'",
        "id = gen_random_uuid()", "state_since = state_since - interval '1 day'",
    ],
)  # fmt: skip
def test_the_application_cannot_rewrite_what_identifies_a_numbered_parcel(office, change):
    allot(office, enter(office, 1))
    assert refusal(f"UPDATE register_parcel SET {change}") is RecordedStays


SOUND = "code = land_code_v1('501', '011', '001', 1, 0)"


@pytest.mark.parametrize(
    "change", [SOUND, f"{SOUND}, state = 'provisional'", "state = 'active'", "state = 'retired_error'"]
)
def test_the_application_cannot_number_a_parcel_or_jump_its_state_by_hand(office, change):
    enter(office, 1)
    assert refusal(f"UPDATE register_parcel SET {change}") is StateNotPossible


def test_a_parcel_comes_into_force_with_a_number_only(office):
    enter(office, 1)
    with pytest.raises(DatabaseError, match="parcel_in_force_has_code"), transaction.atomic():
        Parcel.objects.update(state="provisional")
