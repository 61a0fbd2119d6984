"""Any single slip of a valid code leads back to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcels.register.codes import is_valid
from parcels.register.mistypes import Slip, likely_codes
from parcels.register.typed import check_digits, code_in

codes = st.from_regex(r"[0-9]{16}", fullmatch=True).map(lambda body: body + check_digits(body))
places = st.integers(0, 17)


@given(codes)
def test_the_check_digits_that_are_put_to_sixteen_digits_are_right(code):
    assert is_valid(code)
    assert code_in(code[:16]) == code


@given(codes, places, st.sampled_from("0123456789"))
def test_one_wrong_digit(code, at, digit):
    wrong = code[:at] + digit + code[at + 1 :]
    if wrong == code:
        return
    assert not is_valid(wrong)
    assert likely_codes(wrong)[code] == Slip.DIGIT


@given(codes, st.integers(0, 16))
def test_two_neighbours_exchanged(code, at):
    wrong = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if wrong != code:
        assert not is_valid(wrong)
        assert code in likely_codes(wrong)


@given(codes, st.integers(0, 15))
def test_two_digits_exchanged_across_a_third(code, at):
    wrong = code[:at] + code[at + 2] + code[at + 1] + code[at] + code[at + 3 :]
    if wrong != code:
        assert not is_valid(wrong)
        assert code in likely_codes(wrong)


@given(codes, places)
def test_a_digit_left_out(code, at):
    assert code in likely_codes(code[:at] + code[at + 1 :])


@given(codes, places, st.sampled_from("0123456789"))
def test_a_digit_too_many(code, at, digit):
    assert code in likely_codes(code[:at] + digit + code[at:])


@given(codes)
def test_block_and_parcel_exchanged(code):
    code = code[:9] + "0" + code[10:16]
    code += check_digits(code)
    wrong = code[:6] + code[10:13] + "0" + code[6:9] + code[13:]
    if not is_valid(wrong):
        assert code in likely_codes(wrong)


@pytest.mark.parametrize(("wrong", "right"), [("0", "5"), ("3", "2"), ("7", "6")])
@given(codes)
def test_a_digit_read_for_its_twin_wherever_it_stands(wrong, right, code):
    seen = code.replace(right, wrong)
    if wrong not in code and seen != code and not is_valid(seen):
        assert code in likely_codes(seen)


@given(codes, places, st.sampled_from("0123456789"))
def test_what_is_proposed_is_a_code_and_never_what_was_typed(code, at, digit):
    wrong = code[:at] + digit + code[at + 1 :]
    proposed = likely_codes(wrong)
    assert all(map(is_valid, proposed))
    assert wrong not in proposed


@pytest.mark.parametrize(
    "typed", ["", "12", "713/3 5 12", "26.5234567 50.0123456", "26.5234567, 50.0123456", "123456789012345", "1" * 20]
)
def test_other_numbers_are_no_code(typed):
    assert code_in(typed) is None
