"""The clock of a case: working days that the office used; it stands still while the applicant holds the file."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from geo.municipalities.scope import territory
from permits.cases import supplements
from permits.cases.clock import after_working_days, clocks_of, days_off_between, running, turn_of
from permits.cases.enums import Holder, Wanted
from permits.cases.models import Case
from tests.factories.cases import apply, enter_drawn, step
from tests.permits.cases.filed import holiday, term

#: A Sunday, the first day of a working week; nine in the morning in Riyadh.
SUNDAY = datetime(2026, 3, 1, 6, tzinfo=UTC)


def days(number: int) -> datetime:
    return SUNDAY + timedelta(days=number)


def clock_of(ground, case, now):
    with territory([ground.west.body.pk]):
        return clocks_of([Case.objects.get(pk=case.pk)], now=now)[case.pk]


@pytest.fixture
def case(ground):
    """An application that was handed in on a Sunday."""
    (parcel,) = enter_drawn(ground.west, "A", cell_m=20).values()
    with time_machine.travel(SUNDAY, tick=False):
        opened = apply(ground.west, parcel, ground.citizen).case
    written(ground, opened, "submit", ground.citizen, 0)
    return opened


def written(ground, case, name, by, day, note=""):
    """Take a step so many days after that Sunday."""
    with time_machine.travel(days(day), tick=False):
        step(ground.west, case, name, by, note)


@pytest.mark.parametrize(
    ("kind", "state", "holder"),
    [
        ("fencing", "draft", Holder.APPLICANT),
        ("fencing", "submitted", Holder.OFFICE),
        ("fencing", "recommended", Holder.OFFICE),
        ("fencing", "awaiting_payment", Holder.APPLICANT),
        ("fencing", "rejected", Holder.NOBODY),
        ("fencing", "cancelled", Holder.NOBODY),
    ],
)
def test_whose_turn_it_is_follows_from_who_is_awaited(kind, state, holder):
    assert turn_of(kind, state) is holder


def at(day):
    return datetime(2026, 1, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("visits", "stops", "left"),
    [
        ([(1, 9)], [], [(1, 9)]),
        ([(1, 9)], [(3, 5)], [(1, 3), (5, 9)]),
        ([(1, 9)], [(3, 5), (4, 7)], [(1, 3), (7, 9)]),
        ([(1, 9)], [(1, 2), (8, 12)], [(2, 8)]),
        ([(3, 5)], [(1, 9)], []),
        ([(1, 3), (6, 9)], [(2, 7)], [(1, 2), (7, 9)]),
        ([(1, 3)], [(3, 5)], [(1, 3)]),
    ],
)
def test_what_stood_still_is_cut_out_of_the_visits(visits, stops, left):
    spans = [(at(a), at(b)) for a, b in visits]
    assert running(spans, [(at(a), at(b)) for a, b in stops]) == [(at(a), at(b)) for a, b in left]


def test_holidays_come_every_year_in_their_own_calendar(db):
    holiday(9, 23)
    holiday(10, 1, days=4, calendar="hijri")
    off = days_off_between(date(2026, 1, 1), date(2027, 12, 31))
    assert {date(2026, 9, 23), date(2027, 9, 23)} <= off
    assert {date(2026, 3, 20), date(2026, 3, 23), date(2027, 3, 9)} <= off, "Shawwal 1447 and 1448"
    assert date(2026, 3, 24) not in off


def test_a_term_runs_over_weekends_and_holidays(db):
    assert after_working_days(date(2026, 9, 21), 3) == date(2026, 9, 24)
    holiday(9, 23)
    assert after_working_days(date(2026, 9, 21), 3) == date(2026, 9, 27), "Wednesday is off, Friday and Saturday rest"
    assert after_working_days(date(2026, 9, 21), 0) == date(2026, 9, 21)


def test_the_office_uses_working_days_and_is_late_after_the_last(ground, case):
    term("submitted", 3)
    assert [clock_of(ground, case, days(day)).used for day in (0, 1, 4, 5, 6, 7)] == [0, 1, 4, 4, 4, 5]
    third = clock_of(ground, case, days(3))
    assert (third.used, third.left, third.late, third.due_on) == (3, 0, False, date(2026, 3, 4))
    fifth = clock_of(ground, case, days(7))
    assert (fifth.late, fifth.over, fifth.due_on) == (True, 2, None)


def test_without_a_recorded_term_there_is_no_last_day_and_nobody_is_late(ground, case):
    told = clock_of(ground, case, days(99))
    assert (told.holder, told.allowed, told.late, told.due_on) == (Holder.OFFICE, None, False, None)


@pytest.mark.parametrize(
    ("rows", "allowed"),
    [
        ([("", 5)], 5),
        ([("", 5), ("fencing", 2)], 2),
        ([("building", 2)], None),
    ],
)
def test_the_term_of_the_kind_comes_before_that_of_all(ground, case, rows, allowed):
    for kind, working_days in rows:
        term("submitted", working_days, kind)
    assert clock_of(ground, case, days(1)).allowed == allowed


def test_a_term_that_has_ended_or_is_another_regions_does_not_hold(ground, case):
    term("submitted", 2, valid_to=date(2026, 1, 1))
    term("submitted", 3, jurisdiction="SA-99", kind="fencing")
    assert clock_of(ground, case, days(1)).allowed is None


def test_a_return_stops_the_clock_and_what_was_used_stays_used(ground, case):
    term("submitted", 5)
    written(ground, case, "return", ground.west.engineer, 2, note="أكمل")
    away = clock_of(ground, case, days(9))
    assert (away.holder, away.runs) == (Holder.APPLICANT, False)
    written(ground, case, "submit", ground.citizen, 14)
    assert clock_of(ground, case, days(15)).used == 3, "two days before the return, one after it"


def test_a_request_stops_the_clock_until_it_is_answered(ground, case):
    term("submitted", 5)
    with territory([ground.west.body.pk]), time_machine.travel(days(1), tick=False):
        asked = supplements.ask(case=case, wanted=Wanted.TEXT, request="؟", by=ground.west.engineer)
    still = clock_of(ground, case, days(9))
    assert (still.holder, still.used, still.late, still.due_on) == (Holder.APPLICANT, 1, False, None)
    with territory([ground.west.body.pk]), time_machine.travel(days(8), tick=False):
        supplements.supply(supplement=asked, by=ground.citizen, text="نعم")
    assert clock_of(ground, case, days(9)).used == 2


def test_a_page_of_cases_asks_as_often_as_one(ground, django_assert_max_num_queries):
    land = enter_drawn(ground.west, "ABCD", cell_m=20).values()
    cases = [apply(ground.west, parcel, ground.citizen).case for parcel in land]
    with territory([ground.west.body.pk]), django_assert_max_num_queries(4):
        assert len(clocks_of(cases, now=timezone.now())) == 4
