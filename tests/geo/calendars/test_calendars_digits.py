"""Digits typed and shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendars.digits import fold_digits, format_number, local_digits, to_arabic_digits


def test_both_foreign_rows_fold_to_ascii_even_mixed():
    assert fold_digits("١٢۰/٣-۴۵٦۷٨٩x") == "120/3-456789x"


@given(st.text())
def test_folding_is_final_and_leaves_no_foreign_digit(text):
    folded = fold_digits(text)
    assert fold_digits(folded) == folded
    assert not set(folded) & set("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")
    assert len(folded) == len(text)


@given(st.integers(min_value=0))
def test_arabic_digits_fold_back_to_the_same_number(number):
    assert int(fold_digits(to_arabic_digits(str(number)))) == number


def test_text_takes_the_digits_of_the_reader():
    assert local_digits("713/3", "ar") == "٧١٣/٣"
    assert local_digits("٧١٣/٣", "en") == "713/3"
    assert local_digits("713/3", "ar-sa") == "٧١٣/٣"


@pytest.mark.parametrize(
    ("value", "language", "shape", "written"),
    [
        (Decimal("1234567.5"), "ar", {"places": 2, "grouped": True}, "١٬٢٣٤٬٥٦٧٫٥٠"),
        (Decimal("1234567.5"), "en", {"places": 2, "grouped": True}, "1,234,567.50"),
        (Decimal("21.50"), "ar", {}, "٢١٫٥٠"),
        (7, "ar", {}, "٧"),
        (-3.5, "ar", {"places": 1}, "-٣٫٥"),
        (0, "en", {"places": 3}, "0.000"),
    ],
)
def test_numbers_take_digits_and_separators_of_the_reader(value, language, shape, written):
    assert format_number(value, language, **shape) == written
