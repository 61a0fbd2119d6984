"""Sixteen surveyors change the same block at once: one change a parcel, no land twice, no number twice."""

import itertools
import random
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db.models import Sum

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_surface
from parcels.register.enums import ParcelState
from parcels.register.lineage import LandChange, merge, split_evenly
from parcels.register.models import AllottedNumber, LineageEvent, Parcel, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.decisions import decided
from tests.factories.places import ORIGIN
from tests.grid import drawn
from tests.sql.land import overlapping_pairs
from tests.sql.races import Job, race, tally

pytestmark = pytest.mark.django_db(transaction=True)
CHANGE = """
SELECT change_land_v2(%s, %s, %s, 'race', NULL, %s::uuid[], %s::uuid[], %s::text[]::geometry[], %s::uuid[],
                      %s::text[]::geometry[], NULL, NULL, 'race', NULL)
"""
#: What a loser is told: the parcel is retired by now, or its land is not what it was.
TOO_LATE = {"MK006", "MK014"}


def _block(office, rows: int) -> list[UUID]:
    letters = [chr(0x4E00 + place) for place in range(rows * rows)]
    drawing = "\n".join("".join(2 * letter for letter in letters[row * rows : (row + 1) * rows]) for row in range(rows))
    shapes = drawn(drawing, cell_m=10, west=ORIGIN[0] + 100, south=ORIGIN[1] + 100)
    with territory([office.body.pk]):
        new = [NewParcel(geom=to_surface(shape)) for shape in shapes.values()]
        ids = [parcel.pk for parcel in enter_parcels(plan=office.plan, parcels=new, source="test")]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
        change_state(parcel_ids=ids, to=ParcelState.ACTIVE, by=None, reason="test")
    return ids


def _job(change: LandChange, request: UUID, case: UUID) -> Job:
    def shapes(parts):
        return [part.geom.hexewkb.decode() for part in parts]

    arguments = [
        request, change.kind.value, case, list(change.ended), [p.parcel_id for p in change.kept], shapes(change.kept),
        [p.parcel_id for p in change.children], shapes(change.children),
    ]  # fmt: skip

    def job(connection: psycopg.Connection) -> None:
        connection.execute(CHANGE, arguments)

    return job


def _changes(office, ids: list[UUID], count: int, dice: random.Random) -> list[LandChange]:
    """Splits and mergers of neighbours that all were possible before the race began."""
    with territory([office.body.pk]):
        row = int(len(ids) ** 0.5)
        pairs = [(ids[i], ids[i + 1]) for i in range(len(ids) - 1) if (i + 1) % row]
        makers = [lambda: split_evenly(dice.choice(ids), parts=2, bearing=0), lambda: merge(dice.choice(pairs))]
        return [dice.choice(makers)() for _place in range(count)]


def test_changes_that_meet_are_made_one_after_the_other_or_refused(places):
    ids = _block(places.west, 5)
    before = PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"]
    changes = _changes(places.west, ids, 96, random.Random(5))
    with territory([places.west.body.pk]):
        jobs = [_job(change, uuid4(), decided(change, places.west)) for change in changes]
    answers = race(jobs, [places.west.body.pk])
    made = [change for change, answer in zip(changes, answers, strict=True) if answer == ""]
    touched = list(itertools.chain.from_iterable(change.touched for change in made))
    assert set(tally(answers)) <= {"", *TOO_LATE}, tally(answers)
    assert len(touched) == len(set(touched)), "a parcel was ended twice"
    assert len(made) > 10
    assert overlapping_pairs() == 0
    assert PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"] == pytest.approx(before, abs=0.5)
    with territory([places.west.body.pk]):
        assert LineageEvent.objects.count() == len(made)
        numbers = list(AllottedNumber.objects.values_list("number", "suffix"))
        assert len(numbers) == len(set(numbers)) == Parcel.objects.count()


def test_one_request_sent_by_sixteen_connections_changes_the_land_once(places):
    ids = _block(places.west, 2)
    with territory([places.west.body.pk]):
        change = split_evenly(ids[0], parts=2, bearing=0)
        case = decided(change, places.west)
    request = uuid4()
    answers = race([_job(change, request, case) for _place in range(16)], [places.west.body.pk])
    assert tally(answers) == {"": 16}
    with territory([places.west.body.pk]):
        assert LineageEvent.objects.count() == 1
        assert Parcel.objects.count() == 6
