"""Terms in either calendar, and working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendars.errors import HijriOutOfRange
from geo.calendars.hijri import FIRST_DAY, LAST_DAY, HijriDate, to_hijri
from geo.calendars.terms import Calendar, Term, Unit
from geo.calendars.workdays import (
    Holiday,
    add_working_days,
    days_off,
    is_working_day,
    working_days_between,
)

START = date(2026, 11, 21)
SATURDAY, SUNDAY, THURSDAY = START, START + timedelta(days=1), START + timedelta(days=5)


def test_three_years_differ_by_32_days_between_the_calendars():
    start = HijriDate(1441, 5, 6).to_date()
    hijri = Term(Calendar.HIJRI, 3, Unit.YEAR).ends(start)
    gregorian = Term(Calendar.GREGORIAN, 3, Unit.YEAR).ends(start)
    assert (hijri - start).days == 1064
    assert (gregorian - start).days == 1096
    assert (gregorian - hijri).days == 32


@given(st.dates(FIRST_DAY, LAST_DAY - timedelta(days=1100)))
def test_three_hijri_years_are_always_a_month_shorter(start):
    hijri = Term(Calendar.HIJRI, 3, Unit.YEAR).ends(start)
    assert 30 <= (Term(Calendar.GREGORIAN, 3, Unit.YEAR).ends(start) - hijri).days <= 35


def test_a_hijri_term_ends_on_the_day_of_the_same_number():
    assert to_hijri(Term(Calendar.HIJRI, 3, Unit.YEAR).ends(START)) == HijriDate(1451, 6, 11)
    assert to_hijri(Term(Calendar.HIJRI, 8, Unit.MONTH).ends(START)) == HijriDate(1449, 2, 11)


def test_a_day_that_the_last_month_lacks_becomes_its_last_day():
    assert Term(Calendar.GREGORIAN, 1, Unit.YEAR).ends(date(2024, 2, 29)) == date(2025, 2, 28)
    assert Term(Calendar.GREGORIAN, 1, Unit.MONTH).ends(date(2026, 1, 31)) == date(2026, 2, 28)
    ends = [to_hijri(Term(Calendar.HIJRI, months, Unit.MONTH).ends(_thirtieth())).day for months in range(1, 13)]
    assert set(ends) == {29, 30}


def _thirtieth() -> date:
    """Return the first day after START that is the 30th of its month."""
    return next(day for day in (START + timedelta(days=n) for n in range(90)) if to_hijri(day).day == 30)


def test_days_are_days_in_either_calendar():
    assert {Term(calendar, 30, Unit.DAY).ends(START) for calendar in Calendar} == {date(2026, 12, 21)}


@given(st.dates(FIRST_DAY, LAST_DAY - timedelta(days=3700)), st.integers(1, 120), st.sampled_from(Calendar))
def test_a_longer_term_never_ends_earlier(start, months, calendar):
    shorter = Term(calendar, months, Unit.MONTH).ends(start)
    longer = Term(calendar, months + 1, Unit.MONTH).ends(start)
    assert start < shorter < longer


def test_a_hijri_term_that_leaves_the_table_is_refused():
    with pytest.raises(HijriOutOfRange):
        Term(Calendar.HIJRI, 60, Unit.YEAR).ends(START)


def test_a_term_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Term(Calendar.HIJRI, 0, Unit.YEAR)


def test_friday_and_saturday_rest():
    assert [is_working_day(SATURDAY + timedelta(days=n)) for n in range(7)] == [False, *[True] * 5, False]


def test_holidays_rest_only_in_their_own_year():
    eid = days_off([Holiday("عيد الأضحى", SUNDAY, SUNDAY + timedelta(days=1))])
    assert not is_working_day(SUNDAY, eid)
    assert is_working_day(date(SUNDAY.year + 1, SUNDAY.month, 22), eid)


def test_working_days_jump_over_weekend_and_holidays():
    assert add_working_days(THURSDAY, 1) == THURSDAY + timedelta(days=3)
    holiday = days_off([Holiday("إجازة", THURSDAY + timedelta(days=3), THURSDAY + timedelta(days=3))])
    assert add_working_days(THURSDAY, 1, holiday) == THURSDAY + timedelta(days=4)
    assert add_working_days(SUNDAY, 10) == SUNDAY + timedelta(days=14)


def test_no_working_days_means_the_first_open_day():
    assert add_working_days(SATURDAY, 0) == SUNDAY
    assert add_working_days(SUNDAY, 0) == SUNDAY


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 200))
def test_counting_undoes_adding(start, amount):
    end = add_working_days(start, amount)
    assert is_working_day(end)
    assert working_days_between(start, end) == amount


def test_counting_backwards_gives_nothing_and_adding_backwards_is_refused():
    assert working_days_between(THURSDAY, SUNDAY) == 0
    with pytest.raises(ValueError, match="forward"):
        add_working_days(START, -1)


def test_a_holiday_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        Holiday("عيد", SUNDAY, SATURDAY)
