"""Deeds of drawn neighbours, judged: facts gathered from the register and from both deeds."""

from datetime import date
from decimal import Decimal

import pytest

from geo.municipalities.scope import act_as, territory
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import Answer
from parcels.register.edges import boundary_sides
from parcels.rights.deed_checks import judge_deed
from parcels.rights.deed_facts import facts_of, names, tolerances_on
from parcels.rights.models import DeedSide
from tests.data.files import DATA, read_csv
from tests.factories.cases import enter_drawn
from tests.parcels.rights.conftest import Land, side

TODAY = date(2026, 1, 1)
CODES = {
    "deed_side_absolute": "0.10",
    "deed_side_relative": "0.005",
    "deed_area_relative": "0.02",
    "deed_sides_sum": "0.01",
}


@pytest.fixture
def values(db):
    for code, value in CODES.items():
        ReferenceValue.objects.create(
            code=code, value=Decimal(value), unit="m", valid_from=date(2020, 1, 1), cites="test", status="test"
        )


def answers(land, letter, deed, **said):
    parcel = land.drawn[letter]
    judged = judge_deed(facts_of(deed, parcel, boundary_sides(parcel), on=TODAY, **said))
    return {item.check.code: item.finding.answer for item in judged}


def four(land, letter, length="20.01", *, east="", west=""):
    """Return the four sides of a drawn square: what lies east and west as the deed writes it."""
    return [
        side("north", length),
        side("east", length, text=east),
        side("south", length),
        side("west", length, text=west),
    ]


def test_two_deeds_that_name_each_other_agree(land, values):
    mine = land.deed("A", *four(land, "A", east="القطعة رقم ٢"), area_m2=Decimal("400.3"))
    land.deed("B", *four(land, "B", west="قطعه رقم 1 بلك 1"), number="000000000002")
    found = answers(land, "A", mine, survey_m2=Decimal("400.25"))
    assert {code for code, answer in found.items() if answer is not Answer.YES} == {"words_fit"}


def test_a_neighbour_that_is_not_named_or_gives_another_length_is_found(land, values):
    mine = land.deed("A", *four(land, "A", east="القطعة رقم ٢"))
    land.deed("B", *four(land, "B", west="القطعة رقم ٩"), number="000000000002")
    assert answers(land, "A", mine)["reciprocal"] is Answer.NO
    longer = [*four(land, "B")[:3], side("west", "20.20", code=land.drawn["A"].code)]
    land.deed("B", *longer, number="000000000003", supersedes=land.parcel("B").deeds.get())
    assert answers(land, "A", mine)["reciprocal"] is Answer.NO


def test_a_neighbour_without_a_deed_leaves_it_open(land, values):
    mine = land.deed("A", *four(land, "A", east="القطعة رقم ٢"))
    assert answers(land, "A", mine)["reciprocal"] is Answer.UNKNOWN


@pytest.mark.parametrize(
    ("text", "code", "named"),
    [
        ("القطعة رقم ٢", "", True), ("قطعه رقم 2 بلك 9", "", True), ("قطعة 2", "", True), ("القطعة رقم ٢/أ", "", False),
        ("القطعة رقم ٩ بلك ٢", "", False), ("قطعة رقم ١ والقطعة رقم ٢", "", True), ("شارع عرض ٢ م", "", False),
        ("ملك ورثة تجريبيين", "", None), ("", "", None), ("القطعة رقم ٩", "mine", True),
        ("القطعة رقم ٢", "other", False),
    ],
)  # fmt: skip
def test_a_side_names_a_parcel_by_code_or_by_number_or_tells_neither(land, text, code, named):
    parcel = land.drawn["B"]
    assert names(DeedSide(abutter_text=text, abutter_code=parcel.code if code == "mine" else code), parcel) is named


def test_two_neighbours_along_a_side_add_up(places, values):
    drawn = enter_drawn(
        places.west,
        """
        BC
        AA
        """,
    )
    with territory([places.west.body.pk]):
        act_as(places.west.head.pk)
        land = Land(places.west, drawn)
        mine = land.deed("A", side("north", "20.01", text="القطعة رقم ١ والقطعة رقم ٢"))
        for number, letter in enumerate("BC", 1):
            land.deed(letter, side("south", "10.00", code=drawn["A"].code), number=f"{number:012}")
        assert answers(land, "A", mine)["sums_fit"] is Answer.YES
        longer = land.parcel("C").deeds.get()
        land.deed("C", side("south", "10.05", code=drawn["A"].code), number="000000000009", supersedes=longer)
        assert answers(land, "A", mine)["sums_fit"] is Answer.NO


def test_a_neighbour_whose_side_goes_on_is_shared_in_part_only(places, values):
    drawn = enter_drawn(
        places.west,
        """
        BB
        A.
        """,
    )
    with territory([places.west.body.pk]):
        land = Land(places.west, drawn)
        mine = land.deed("A", side("north", "10", text="القطعة رقم ١"))
        land.deed("B", side("south", "20", code=drawn["A"].code), number="000000000002")
        assert answers(land, "A", mine)["reciprocal"] is Answer.UNKNOWN


def test_the_tolerances_are_in_the_reference_table_and_marked_unverified(values):
    rows = {row["code"]: row for row in read_csv(DATA / "reference" / "tolerances.csv")}
    assert {code: rows[code]["status"] for code in CODES} == dict.fromkeys(CODES, "unverified")
    assert tolerances_on(TODAY).side_m == Decimal("0.10")
    assert tolerances_on(date(2019, 1, 1)).side_m is None
