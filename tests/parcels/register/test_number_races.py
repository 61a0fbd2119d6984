"""Sixteen surveyors number one block at once: no number twice, none left out."""

from uuid import uuid4

import pytest

from geo.municipalities.scope import territory
from parcels.register.models import AllottedNumber, NumberCounter, Parcel
from parcels.register.services import NewParcel, enter_parcels
from tests.factories.places import square
from tests.sql.connections import connect, enter_scope
from tests.sql.races import Held, race, tally

pytestmark = pytest.mark.django_db(transaction=True)

ALLOT = "SELECT parcel_id, number FROM allot_numbers_v1(%s, %s, %s::uuid[])"


def entered(office, count):
    with territory([office.body.pk]):
        new = [NewParcel(geom=square(20 * (i % 40), 20 * (i // 40), 20)) for i in range(count)]
        return [parcel.pk for parcel in enter_parcels(plan=office.plan, parcels=new, source="survey")]


def test_a_block_numbered_by_many_at_once_has_every_number_once(places):
    office = places.west
    ids = entered(office, 200)
    lots = [ids[place : place + 4] for place in range(0, 200, 4)]
    requests = [uuid4() for _lot in lots]

    def allotting(lot, request, *, then_fail=False):
        def job(connection):
            connection.execute(ALLOT, [request, office.block.pk, lot])
            if then_fail:
                connection.execute("SELECT 1 / 0")

        return job

    # Every lot is asked for twice, as by an impatient finger; a fifth fails once after its numbers were given.
    jobs = [allotting(lot, request) for lot, request in zip(lots, requests, strict=True)] * 2
    jobs += [allotting(lot, request, then_fail=True) for lot, request in list(zip(lots, requests, strict=True))[::5]]
    answers = tally(race(jobs, [office.body.pk]))
    assert answers == {"": 100, "22012": 10}
    with territory([office.body.pk]):
        numbers = sorted(AllottedNumber.objects.values_list("number", flat=True))
        assert numbers == list(range(1, 201))
        assert NumberCounter.objects.get(block=office.block).last_number == 200
        assert Parcel.objects.filter(state="provisional").values("code").distinct().count() == 200
        for lot, request in zip(lots, requests, strict=True):
            given = AllottedNumber.objects.filter(request_id=request).order_by("number")
            assert [number.parcel_id for number in given] == lot
            assert given[3].number - given[0].number == 3, "the numbers of one request follow each other"


def test_one_parcel_asked_for_in_two_blocks_at_once_gets_one_number(places):
    """The second waits for the first, and is then told that the parcel has a number."""
    office = places.west
    (parcel,) = entered(office, 1)
    with territory([office.body.pk]):
        other = office.block
        other.pk, other.code, other.label = None, "002", "2"
        other.save(force_insert=True)
    with connect("app") as one, connect("app") as two:
        first_block = one.execute("SELECT min(id) FROM published_block").fetchone()[0]
        with one.transaction():
            enter_scope(one, [office.body.pk])
            one.execute(ALLOT, [uuid4(), first_block, [parcel]])
            two.execute("BEGIN")
            enter_scope(two, [office.body.pk])
            held = Held(two, lambda: two.execute(ALLOT, [uuid4(), other.pk, [parcel]]))
            assert held.waits()
        assert held.finish() == "MK007"
        two.execute("ROLLBACK")
    with territory([office.body.pk]):
        assert AllottedNumber.objects.count() == 1
