"""Pasted points: any digits, any separator; and what is no point is refused by its line."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.surveys.errors import SheetUnreadable
from permits.surveys.field_sheet import read_sheet

EXPECTED = ("1", Decimal("400123.456"), Decimal("2937456.789"))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "line",
    [
        "1 400123.456 2937456.789",
        "1\t400123.456\t2937456.789",
        "1,400123.456,2937456.789",
        "1; 400123.456; 2937456.789",
        "١ ٤٠٠١٢٣٫٤٥٦ ٢٩٣٧٤٥٦٫٧٨٩",
        "١، ٤٠٠١٢٣٫٤٥٦، ٢٩٣٧٤٥٦٫٧٨٩",
        "١ ٤٠٠٬١٢٣٫٤٥٦ ٢٬٩٣٧٬٤٥٦٫٧٨٩",
        "\u200f1 \u202a400123.456\u202c 2937456.789 ",
        "1 400123.456 2937456.789 4.20",
    ],
)
def test_a_point_is_read_as_surveyors_write_it(line):
    (reading,) = read_sheet(f"# the field book\n\n{line}\n")
    assert (reading.label, reading.east, reading.north) == EXPECTED


def test_a_height_is_kept_where_it_is_given():
    assert read_sheet("1 2 3 -4.5")[0].height == Decimal("-4.5")
    assert read_sheet("1 2 3")[0].height is None


@pytest.mark.parametrize(
    ("sheet", "line"),
    [
        ("1 2", 1),
        ("1 2 3 4 5", 1),
        ("1 2 3\n2 east 4", 2),
        ("1 2 3\n\n# note\n2 4 nan", 4),
        ("1 inf 3", 1),
        ("1 1e9 3", 1),
        ("a-name-that-is-far-too-long 1 2", 1),
        ("1 2 3\n" * 2001, 2001),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(sheet, line):
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(sheet)
    assert refused.value.context["line"] == line


@given(st.decimals(-9_999_999, 9_999_999, places=4), st.decimals(-9_999_999, 9_999_999, places=4))
def test_a_coordinate_comes_back_as_it_was_typed_in_either_digits(east, north):
    typed = f"7 {east:f} {north:f}"
    for sheet in (typed, typed.translate(ARABIC).replace(".", "٫")):
        (reading,) = read_sheet(sheet)
        assert (reading.label, reading.east, reading.north) == ("7", east, north)
