"""Umm al-Qura: conversion over the whole table, what people type, how dates are written."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendars.digits import to_arabic_digits
from geo.calendars.errors import HijriOutOfRange, NotAHijriDate
from geo.calendars.hijri import (
    FIRST_DAY,
    HIJRI_MONTHS_AR,
    LAST_DAY,
    HijriDate,
    dual_date,
    format_gregorian,
    format_hijri,
    month_length,
    parse_hijri,
    to_hijri,
)

days = st.dates(FIRST_DAY, LAST_DAY)
DAY = date(2026, 11, 21)


def test_every_day_of_the_table_comes_back_and_follows_the_day_before():
    count = (LAST_DAY - FIRST_DAY).days + 1
    before = None
    for offset in range(count):
        day = FIRST_DAY + timedelta(days=offset)
        hijri = to_hijri(day)
        assert hijri.to_date() == day
        assert before is None or hijri > before
        before = hijri
    assert count == 55_991


def test_the_ends_of_the_table_are_those_of_1343_and_1500():
    assert to_hijri(FIRST_DAY) == HijriDate(1343, 1, 1)
    assert to_hijri(LAST_DAY) == HijriDate(1500, 12, 30)


@pytest.mark.parametrize(
    ("gregorian", "hijri"),
    [
        (date(2026, 11, 21), (1448, 6, 11)),
        (date(2023, 7, 19), (1445, 1, 1)),  # the new year that the Umm al-Qura calendar announced
        (date(2024, 3, 11), (1445, 9, 1)),
        (date(1990, 1, 1), (1410, 6, 4)),
    ],
)
def test_known_days_agree_with_the_printed_calendar(gregorian, hijri):
    assert to_hijri(gregorian) == HijriDate(*hijri)


@pytest.mark.parametrize("day", [FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), date(1900, 1, 1)])
def test_days_outside_the_table_are_refused(day):
    with pytest.raises(HijriOutOfRange) as refused:
        to_hijri(day)
    assert refused.value.code == "hijri_out_of_range"


@pytest.mark.parametrize(
    "text",
    [
        "1448/06/11", "1448-6-11", "1448.6.11", "11/6/1448", "11-06-1448", " 1448 / 06 / 11 ",
        "١٤٤٨/٠٦/١١", "۱۴۴۸/۰۶/۱۱", "١٤٤٨/٠٦/١١هـ", "١٤٤٨/٠٦/١١ ه", "1448/06/11 AH", "1448/06/11 ah",
        "\u2066١٤٤٨/٠٦/١١\u2069", "\u200f1448/06/11", "١٤٤٨/۰٦/١١",
    ],
)  # fmt: skip
def test_every_way_of_typing_a_date_means_the_same_day(text):
    assert parse_hijri(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "هـ", "1448", "1448/06", "48/06/11", "11/06/48", "1448/06/111", "14480611", "1448/06/11/1",
        "1448/13/01", "1448/00/01", "1448/06/00", "1448/06/31",
        "1448/٦-11x", "-1448/06/11", "1448/6½/11", "²٠/٠٦/1448",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotAHijriDate) as refused:
        parse_hijri(text)
    assert refused.value.code == "not_a_hijri_date"


def test_the_thirtieth_of_a_month_of_29_days_is_refused():
    short = next(month for month in range(1, 13) if month_length(1448, month) == 29)
    with pytest.raises(NotAHijriDate):
        parse_hijri(f"1448/{short}/30")


@pytest.mark.parametrize("text", ["1342/12/29", "1501/01/01", "2026/11/21", "0001/01/01"])
def test_years_outside_the_table_are_refused_as_such(text):
    with pytest.raises(HijriOutOfRange):
        parse_hijri(text)


@given(days)
def test_what_is_written_can_be_typed_back(day):
    written = str(to_hijri(day))
    assert parse_hijri(written) == day
    assert parse_hijri(to_arabic_digits(written) + "هـ") == day


def test_dates_are_written_in_words_in_both_languages():
    assert format_hijri(DAY, "ar") == "١١ جمادى الآخرة ١٤٤٨هـ"
    assert format_hijri(HijriDate(1448, 4, 1), "ar") == "١ ربيع الآخر ١٤٤٨هـ"
    assert format_hijri(DAY, "en") == "11 Jumada al-Akhirah 1448 AH"
    assert format_gregorian(DAY, "ar") == "٢١ نوفمبر ٢٠٢٦م"
    assert format_gregorian(DAY, "en") == "21 November 2026"
    assert dual_date(DAY, "ar") == "١١ جمادى الآخرة ١٤٤٨هـ الموافق ٢١ نوفمبر ٢٠٢٦م"
    assert dual_date(DAY, "en-gb") == "11 Jumada al-Akhirah 1448 AH corresponding to 21 November 2026"


@given(days)
def test_an_arabic_date_holds_no_western_digit_and_names_its_month(day):
    written = format_hijri(day, "ar")
    assert not any(digit in written for digit in "0123456789")
    assert HIJRI_MONTHS_AR[to_hijri(day).month - 1] in written
