"""Ways to number a quarter: what each makes of drawn land, and how it is written down."""

import json
import random

import pytest
from shapely import LineString
from shapely.affinity import translate

from parcels.numbering.inputs import ParcelInput
from parcels.numbering.policies.errors import BadPolicy, UnfitPolicy, UnknownPolicy
from parcels.numbering.policies.kept import KeepNumbers
from parcels.numbering.policies.numbering import number_blocks, number_quarter, to_proposal
from parcels.numbering.policies.parity import OddEven
from parcels.numbering.policies.registry import describe, parse_policy, policies, policy_named
from parcels.numbering.proposal import propose
from tests.parcels.numbering.drawings import inputs_of

ROWS = """
ABCD
EFGH
IJKL
"""
RING = """
ABC
H.D
GFE
"""


def walk(drawing: str, policy: str) -> str:
    (block,) = number_quarter(inputs_of(drawing), parse_policy(policy)).blocks
    return "".join(str(key) for key in block.order)


def numbers(drawing: str, policy) -> dict[str, str]:
    (block,) = number_quarter(inputs_of(drawing), policy).blocks
    written = (f"{number}/{suffix}" if suffix else f"{number}" for number, suffix in block.numbers)
    return dict(zip((str(key) for key in block.order), written, strict=True))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("serpentine", "ABCDHGFEIJKL"),
        ("serpentine:start=NE,direction=ccw", "DCBAEFGHLKJI"),
        ("serpentine:start=SW,direction=ccw", "IJKLHGFEABCD"),
        ("serpentine:start=SE,direction=cw", "LKJIEFGHDCBA"),
        ("serpentine:direction=ccw", "AEIJFBCGKLHD"),
        ("serpentine:start=NE,direction=cw", "DHLKGCBFJIEA"),
    ],
)
def test_a_serpentine_starts_at_its_corner_and_turns_its_way(policy, expected):
    assert walk(ROWS, policy) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("frontage", "ABCDEFGH"),
        ("frontage:direction=ccw", "AHGFEDCB"),
        ("frontage:start=NE", "CDEFGHAB"),
        ("frontage:start=SE,direction=ccw", "EDCBAHGF"),
        ("frontage:start=SW,direction=clockwise", "GHABCDEF"),
    ],
)
def test_the_frontage_walk_starts_at_its_corner_and_turns_its_way(policy, expected):
    assert walk(RING, policy) == expected


def test_the_default_is_the_engines_own_walk():
    parcels = inputs_of(ROWS)
    ours = number_quarter(parcels, parse_policy("frontage"))
    assert to_proposal(ours) == propose(parcels)


def test_a_drawn_line_orders_what_it_crosses_and_the_rest_comes_beside_its_neighbours():
    # Through the middle row from the east.
    found = walk(ROWS, "line:line=LINESTRING(45 15,-5 15)")
    assert [key for key in found if key in "EFGH"] == list("HGFE")
    assert sorted(found) == sorted("ABCDEFGHIJKL")
    (block,) = number_quarter(inputs_of(ROWS), parse_policy("line:line=LINESTRING(45 15,-5 15)")).blocks
    assert block.score.A > 0.8


def test_a_block_that_the_line_does_not_cross_keeps_the_engines_walk():
    assert walk(RING, "line:line=LINESTRING(500 500,600 500)") == walk(RING, "frontage")


def test_a_line_that_comes_back_counts_where_it_first_enters():
    assert walk("ABCD", "line:line=LINESTRING(22 5,38 5,38 6,2 6)") == "CDBA"


def test_clicked_parcels_come_first_and_the_rest_follows_from_the_last():
    assert walk(RING, "sequence:keys=D;C;B") == "DCBAHGFE"
    assert walk(RING, "sequence:keys=H") == "HABCDEFG"


def test_between_clicked_parcels_others_may_be_inserted():
    found = walk("ABCDE", "sequence:rest=between,keys=E;A")
    assert found == "EDCBA"


def test_every_click_must_hit_a_parcel():
    with pytest.raises(UnfitPolicy, match="Q, Z"):
        walk(RING, "sequence:keys=A;Q;Z")


def test_odd_numbers_stand_on_one_side_and_even_ones_on_the_other_while_the_walk_stays():
    rows = "ABCD\nEFGH"
    found = numbers(rows, OddEven(line=LineString([(-5, 10), (45, 10)])))
    assert {key: found[key] for key in "ABCD"} == {"A": "1", "B": "3", "C": "5", "D": "7"}
    assert {key: found[key] for key in "EFGH"} == {"E": "2", "F": "4", "G": "6", "H": "8"}
    assert walk(rows, "odd_even") == walk(rows, "frontage")


def test_without_a_line_the_long_axis_of_the_block_parts_the_sides():
    found = numbers("ABCD\nEFGH", parse_policy("odd_even:start=SE,odd=right"))
    assert {key: found[key] for key in "DCBA"} == {"D": "1", "C": "3", "B": "5", "A": "7"}


def test_sides_need_not_have_as_many_parcels():
    found = numbers("ABCD\nEEEE", OddEven(line=LineString([(-5, 10), (45, 10)])))
    assert sorted(found.values(), key=int) == ["1", "2", "3", "5", "7"]


def test_given_numbers_stay_and_new_parcels_get_the_next_free_ones_where_they_lie():
    policy = policy_named("keep", {"numbers_given": {"A": "1", "B": "2", "D": "9", "E": "9/1"}})
    found = numbers("ABCDEF", policy)
    assert found == {"A": "1", "B": "2", "C": "10", "D": "9", "E": "9/1", "F": "11"}
    assert list(found) == list("ABCDEF")


def test_the_same_number_twice_in_a_block_is_refused_by_name():
    with pytest.raises(UnfitPolicy, match=r"number 4 is given twice.*A, C"):
        numbers("ABC", KeepNumbers((("A", "4"), ("C", "٤"))))


def test_keeping_what_was_numbered_changes_nothing():
    first = numbers(ROWS, parse_policy("serpentine"))
    kept = {key: number for key, number in first.items() if key not in "FK"}
    again = numbers(ROWS, policy_named("keep", {"numbers_given": kept}))
    assert {key: again[key] for key in kept} == kept
    assert sorted((again["F"], again["K"])) == ["13", "14"]


@pytest.mark.parametrize("code", ["frontage", "serpentine", "line", "sequence", "odd_even", "keep"])
def test_every_policy_gives_each_parcel_one_number_whatever_the_order_of_the_input(code):
    parameters = {
        "line": {"line": [[-5, 25], [45, 5]]},
        "sequence": {"keys": ["K", "B"]},
        "keep": {"numbers_given": {"J": 3, "A": 7}},
    }
    policy = policy_named(code, parameters.get(code))
    parcels = inputs_of(ROWS)
    for seed in range(3):
        shuffled = random.Random(seed).sample(parcels, len(parcels))
        assert number_quarter(shuffled, policy) == number_quarter(parcels, policy)
    (block,) = number_quarter(parcels, policy).blocks
    assert sorted(block.order) == sorted("ABCDEFGHIJKL")
    assert len(set(block.numbers)) == 12


@pytest.mark.parametrize("code", ["frontage", "serpentine", "odd_even"])
def test_moving_the_quarter_changes_no_number(code):
    policy = parse_policy(code)
    far = [ParcelInput(one.key, translate(one.geometry, 4_321_987.0, -1_551_462.0)) for one in inputs_of(ROWS)]
    here, there = number_quarter(inputs_of(ROWS), policy), number_quarter(far, policy)
    assert [(block.order, block.numbers) for block in here.blocks] == [
        (block.order, block.numbers) for block in there.blocks
    ]


def test_blocks_that_were_given_are_numbered_as_they_were_given():
    parcels = {str(one.key): one for one in inputs_of("ABCD.EF")}
    given = [[parcels[key] for key in letters] for letters in ("AB", "CDEF")]
    found = number_blocks(given, parse_policy("frontage"))
    assert [sorted(block.order) for block in found.blocks] == [["A", "B"], ["C", "D", "E", "F"]]


@pytest.mark.parametrize("code", ["frontage", "serpentine"])
def test_a_policy_written_as_json_is_read_back(code):
    policy = parse_policy(f"{code}:start=SE,direction=ccw")
    assert parse_policy(json.dumps(describe(policy))) == policy


def test_a_line_and_numbers_are_read_back_too():
    for text in ("line:line=LINESTRING(0 0,10 5,20 5)", "keep:numbers_given=A=1;B=2/1", "sequence:keys=3;1"):
        policy = parse_policy(text)
        assert parse_policy(json.dumps(describe(policy))) == policy


def test_an_unknown_policy_is_refused_with_those_there_are():
    with pytest.raises(UnknownPolicy, match="serpentine"):
        parse_policy("spiral")


@pytest.mark.parametrize(
    "text",
    [
        "serpentine:start=UP", "serpentine:corner=NE", "serpentine:start", "line", "line:line=POINT(1 2)", "sequence",
        "sequence:keys=1;1", "keep", "keep:numbers_given=A=one", "odd_even:odd=both", "{broken",
        "sequence:keys=1,rest=no",
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_read_is_refused_with_the_reason(text):
    with pytest.raises(BadPolicy):
        parse_policy(text)


def test_every_policy_has_a_name_for_people():
    assert all(str(policy.title) for policy in policies())
