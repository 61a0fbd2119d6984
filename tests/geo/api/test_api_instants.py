"""What people write for a day: two calendars, three keyboards, ends of days, and refusals of everything else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from geo.api.errors import BadParameter
from geo.api.instants import InstantInFuture, InstantUnclear, read_instant

END_OF_31_JANUARY = datetime(2026, 1, 31, 20, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["2026-01-31", "٢٠٢٦-٠١-٣١", " 2026-01-31 ", "1447-08-12", "١٤٤٧/٠٨/١٢", "12/8/1447", "1447-08-12 هـ"]
)
def test_a_day_stands_for_its_last_microsecond_in_the_country(typed):
    assert read_instant("as_of", typed) == END_OF_31_JANUARY


@pytest.mark.parametrize(
    "typed",
    ["2026-01-31T12:00:00+03:00", "2026-01-31T12:00:00 03:00", "2026-01-31T09:00Z", "2026-01-31T12:00",
     "2026-01-31T12:00:00.0"],
)  # fmt: skip
def test_an_instant_is_itself_and_without_an_offset_in_the_countrys_time(typed):
    assert read_instant("as_of", typed) == datetime(2026, 1, 31, 9, tzinfo=UTC)


def test_nothing_typed_is_the_present():
    assert read_instant("as_of", "  ") is None


def test_today_stands_for_now_and_not_for_an_end_that_has_not_come():
    found = read_instant("as_of", timezone.localdate().isoformat())
    assert timedelta() <= timezone.now() - found < timedelta(minutes=1)


@pytest.mark.parametrize("days", [1, 400])
def test_days_to_come_are_refused(days):
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(InstantInFuture) as refused:
        read_instant("known_at", day.isoformat())
    assert refused.value.parameter == "known_at"


@pytest.mark.parametrize(
    "typed",
    ["1950", "yesterday", "2026-02-30", "1447-13-01", "1600-01-01", "20260131", "2026-W05-6", "1501-01-01",
     "0000-00-00",
     "1447-05-12T12:00:00Z", "2026-01-31T25:00", "9999-99-99", "0001-01-01T00:00+14:00", "٢٠٢٦"],
)  # fmt: skip
def test_what_is_no_date_is_refused_and_not_guessed(typed):
    with pytest.raises(InstantUnclear):
        read_instant("as_of", typed)


def test_the_last_day_of_the_calendar_is_refused_as_one_to_come():
    with pytest.raises(InstantInFuture):
        read_instant("as_of", "9999-12-31")


@given(st.one_of(st.text(max_size=40), st.from_regex(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")))
def test_any_text_is_an_instant_of_the_past_or_a_refusal(typed):
    try:
        found = read_instant("as_of", typed)
    except BadParameter:
        return
    assert found is None or found <= timezone.now()
