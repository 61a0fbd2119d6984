"""Dates, numbers and names as registers write them."""

from datetime import date, datetime

import pytest

from permits.past_grants.values import bare, day_of, text_of, turned

DAY = date(2026, 11, 21)  # 11 Jumada al-Akhirah 1448


@pytest.mark.parametrize(
    "written",
    [
        "1448/6/11", "11/6/1448", "١١/٦/١٤٤٨هـ", "١١-٠٦-١٤٤٨ هـ", "1448.06.11", "11 جمادى الآخرة 1448",
        "١١ جمادي الثانية ١٤٤٨هـ", "11 جماد ثاني 1448", "11 جمادى الثاني 1448 ه", "2026-11-21", "21/11/2026م",
        "21 نوفمبر 2026", "\u200f11/6/1448\u200f", DAY, datetime(2026, 11, 21, 9),
    ],
)  # fmt: skip
def test_a_day_is_read_in_either_calendar(written):
    assert day_of(written) == DAY


@pytest.mark.parametrize("written", ["", None, "11/6/48", "1448", "31/2/2026", "30 غير 1448", "1448/13/1", "1340/1/1"])
def test_a_day_that_is_unclear_is_none(written):
    assert day_of(written) is None


def test_months_have_many_spellings():
    for name, month in (("ذي القعدة", 11), ("ذو الحجه", 12), ("ربيع ثاني", 4), ("ربيع الأول", 3), ("محرم", 1)):
        assert day_of(f"1 {name} 1448") == day_of(f"1/{month}/1448"), name


def test_labels_fall_away_and_names_stay():
    assert bare("مخطط رقم 713 / 3") == bare("713/3") == "713/3"
    assert bare("قطعه رقم ١٢") == "12"
    assert bare("بلوك 5") == "5"
    assert bare("مخطط النخيل") == "نخيل"
    assert turned("3/713") == "713/3"
    assert turned("1/2/3") == turned("7/7") == ""


def test_cells_become_text():
    assert text_of(12.0) == "12"
    assert text_of(None) == ""
    assert text_of(" محمـد \u200f علي ") == "محمد علي"
