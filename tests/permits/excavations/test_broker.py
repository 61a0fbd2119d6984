"""Dig once: free days are free and the first, and a trench that is shared leaves asphalt uncut."""

from datetime import date, timedelta

import pytest
import shapely
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from geo.municipalities.scope import territory
from permits.excavations.broker import HORIZON, advise, next_free
from permits.excavations.enums import Network
from permits.excavations.services import proposed
from tests.factories.digs import TO_THE_PERMIT, ask_to_dig, bar, pave, wanted

START = date(2026, 1, 1)
DAYS = st.integers(0, 400)
SPANS = st.lists(st.tuples(DAYS, st.integers(1, 60)).map(lambda pair: span(*pair)), max_size=8)


def span(first, length):
    return START + timedelta(days=first), START + timedelta(days=first + length)


def free(spans, start, reach):
    return all(not (since < start + timedelta(days=reach) and start < until) for since, until in spans)


@given(spans=SPANS, days=st.integers(1, 30), spacing=st.integers(0, 10))
def test_the_days_that_are_offered_are_free_and_none_before_them_are(spans, days, spacing):
    found = next_free(spans, earliest=START, days=days, spacing_days=spacing)
    assert found is not None
    assert free(spans, found, days + spacing)
    earlier = [START + timedelta(days=n) for n in range((found - START).days)]
    assert not any(free(spans, day, days + spacing) for day in earlier)


@given(spans=SPANS, more=SPANS, days=st.integers(1, 30))
def test_another_dig_never_makes_the_days_come_sooner(spans, more, days):
    alone = next_free(spans, earliest=START, days=days, spacing_days=7)
    assert next_free([*spans, *more], earliest=START, days=days, spacing_days=7) >= alone


def test_a_place_that_is_never_free_is_not_offered():
    assert next_free([(date.min, START + HORIZON + timedelta(days=1))], earliest=START, days=1, spacing_days=0) is None


def test_free_days_come_after_digs_pavement_and_seasons(diggers):
    office = diggers.office
    made = ask_to_dig(diggers, wanted(office, first=0, days=5))
    diggers.take(made.case, *TO_THE_PERMIT)
    today = timezone.localdate()

    def offered():
        with territory([office.body.pk]):
            return (advise(proposed(wanted(office, first=0)), earliest=today).starts_on - today).days

    assert offered() == 12
    pave(office, shapely.box(0, 90, 200, 110), days_ago=60)
    assert offered() == 30
    bar(office, shapely.box(0, 90, 200, 110), today + timedelta(days=32), today + timedelta(days=50))
    assert offered() == 50


@pytest.mark.usefixtures("unsigned")
def test_a_trench_beside_the_route_is_offered_with_the_asphalt_that_it_saves(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    asked = wanted(diggers.office, ((20, 101), (80, 101)), network=Network.TELECOM)
    with territory([diggers.office.body.pk]):
        (joint,) = advise(proposed(asked), earliest=timezone.localdate()).joint
    assert (joint.trench, joint.network) == (made.pk, "water")
    assert joint.saved_m2 == pytest.approx(42.7, abs=0.5), "forty metres beside it and the reach beyond its end"
    with territory([diggers.office.body.pk]):
        again = proposed(wanted(diggers.office, ((20, 104), (80, 104)), network=Network.TELECOM))
        assert advise(again, earliest=timezone.localdate()).joint == (), "out of reach"
