"""The official code: its check digits, and every way in which people type it."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parcels.register.codes import LENGTH, PARTS, display, is_valid, parse

digits = st.text("0123456789", min_size=3, max_size=3)
bodies = st.tuples(digits, digits, digits, st.integers(1, 9999), st.integers(0, 999))


def code_by_the_database(authority, district, block, parcel, suffix):
    with connection.cursor() as cursor:
        cursor.execute("SELECT land_code_v1(%s, %s, %s, %s, %s)", [authority, district, block, parcel, suffix])
        return cursor.fetchone()[0]


class CodesOfTheDatabase(TestCase):
    """Hypothesis runs many examples in a test; this class gives each its own transaction."""

    @given(bodies)
    def test_code_made_by_the_database_is_valid_in_python_and_holds_its_parts(self, body):
        code = code_by_the_database(*body)
        assert is_valid(code)
        authority, district, block, parcel, suffix = body
        assert display(code).split("/")[:-1] == [authority, district, block, f"{parcel:04d}", f"{suffix:03d}"]
        assert parse(display(code)) == code

    @given(bodies)
    def test_check_digits_are_those_of_iso_7064_mod_97_10(self, body):
        """The standard's own way: from the left, each digit added to ten times the rest so far, modulo 97."""
        code = code_by_the_database(*body)
        rest = 0
        for digit in code[:-2]:
            rest = (rest + int(digit)) * 10 % 97
        assert int(code[-2:]) == 98 - rest * 10 % 97

    @given(bodies, st.integers(0, LENGTH - 1), st.integers(1, 9))
    def test_one_digit_mistyped_is_always_noticed(self, body, place, by):
        code = code_by_the_database(*body)
        wrong = str((int(code[place]) + by) % 10)
        assert not is_valid(code[:place] + wrong + code[place + 1 :])

    @given(bodies, st.integers(0, LENGTH - 2))
    def test_two_neighbours_exchanged_are_always_noticed(self, body, place):
        code = code_by_the_database(*body)
        exchanged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert exchanged == code or not is_valid(exchanged)


@pytest.mark.parametrize(
    "typed",
    [
        "501001003001200027",
        "501/001/003/0012/000/27",
        "501 001 003 0012 000 27",
        "٥٠١/٠٠١/٠٠٣/٠٠١٢/٠٠٠/٢٧",
        "۵۰۱-۰۰۱-۰۰۳-۰۰۱۲-۰۰۰-۲۷",
        "\u2066501/001/003/0012/000/27\u2069",
        "٥٠١.٠٠١.003.0012.000.27",
    ],
)
def test_a_code_is_read_in_either_digits_with_any_separators(typed):
    assert parse(typed) == "501001003001200027"


@pytest.mark.parametrize(
    "typed", ["", "12", "50100100300120002", "5010010030012000270", "501001003001200o27", "٥٠١٠٠١٠٠٣٠٠١٢٠٠٠٢²"]
)
def test_what_is_no_code_is_not_read_as_one(typed):
    assert parse(typed) is None


def test_a_code_shows_in_its_parts():
    assert display("501001003001200027") == "501/001/003/0012/000/27"
    assert sum(PARTS) == LENGTH
