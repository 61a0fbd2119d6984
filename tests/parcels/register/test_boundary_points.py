"""Boundary marks: neighbours share them, and each keeps its identity."""

import pytest

from geo.municipalities.scope import territory
from parcels.register.models import BoundaryPoint
from parcels.register.services import NewParcel, enter_parcels
from tests.factories.places import ORIGIN, square

pytestmark = pytest.mark.django_db


def enter(office, *squares):
    new = [NewParcel(geom=geom) for geom in squares]
    with territory([office.body.pk]):
        return enter_parcels(plan=office.plan, parcels=new, source="survey")


def marks(*bodies):
    """Return the marks that these offices see: place in metres from ORIGIN → (identity, offices)."""
    with territory([body.pk for body in bodies]):
        return {
            (point.geom.x - ORIGIN[0], point.geom.y - ORIGIN[1]): (point.pk, point.municipalities)
            for point in BoundaryPoint.objects.all()
        }


def test_neighbours_share_their_marks(places):
    enter(places.west, square(0, 0, 20), square(20, 0, 20))
    found = marks(places.west.body)
    assert set(found) == {(x, y) for x in (0, 20, 40) for y in (0, 20)}


def test_a_mark_keeps_its_identity_when_another_parcel_comes_to_it(places):
    enter(places.west, square(0, 0, 20))
    before = marks(places.west.body)
    enter(places.west, square(20, 0, 20))
    enter(places.west, square(0, 0, 20.0004))  # the same to the millimetre
    after = marks(places.west.body)
    assert {place: after[place] for place in before} == before
    assert len(after) == 6


def test_a_mark_a_millimetre_away_is_another_one(places):
    enter(places.west, square(0, 0, 20), square(0, 0, 20.001))
    assert len(marks(places.west.body)) == 7


def test_a_mark_on_the_border_of_two_offices_is_seen_by_both_and_one_inside_by_one(places):
    west, east = places.west, places.east
    enter(west, square(980, 0, 20))
    enter(east, square(1000, 0, 20))
    offices = sorted([west.body.pk, east.body.pk])
    assert set(marks(west.body)) == {(980, 0), (980, 20), (1000, 0), (1000, 20)}
    assert set(marks(east.body)) == {(1000, 0), (1000, 20), (1020, 0), (1020, 20)}
    shared = marks(west.body)[1000, 0]
    assert shared == marks(east.body)[1000, 0]
    assert shared[1] == offices
    assert marks() == {}
