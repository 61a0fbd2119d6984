"""Verification codes: drawn at random, forgiving when typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.calendars.digits import to_arabic_digits
from geo.printing.codes import ALPHABET, LENGTH, encode, grouped, new_code, normalise_code

numbers = st.integers(0, 2**128 - 1)
CODE = "2T3M62PXZ097SRPTGWBQHF14T7"


@given(numbers)
def test_a_code_holds_all_128_bits(number):
    code = encode(number)
    assert len(code) == LENGTH == 26
    value = 0
    for character in code:
        value = value * 32 + ALPHABET.index(character)
    assert value == number


@given(numbers)
def test_however_it_is_typed_it_is_the_same_code(number):
    code = encode(number)
    look_alike = code.replace("0", "o").replace("1", "l")
    groups = grouped(code)
    spellings = [code, code.lower(), groups, groups.replace("/", " "), groups.replace("/", "-"), look_alike]
    for typed in (*spellings, to_arabic_digits(code), f"\u2066{code}\u2069 "):
        assert normalise_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        CODE[:-1],
        CODE + "0",
        "8" + CODE[1:],
        "U" + CODE[1:],
        CODE[:-1] + "é",
        CODE[:-1] + "*",
        "۝" * 26,
    ],
)
def test_what_cannot_be_a_code_is_none(typed):
    assert normalise_code(typed) is None


@pytest.mark.parametrize("number", [-1, 2**128])
def test_more_than_128_bits_do_not_fit(number):
    with pytest.raises(ValueError, match="128"):
        encode(number)


def test_codes_do_not_repeat():
    assert len({new_code() for _ in range(2000)}) == 2000


def test_groups_are_five_long_and_the_last_six():
    assert grouped(CODE) == "2T3M6/2PXZ0/97SRP/TGWBQ/HF14T7"
