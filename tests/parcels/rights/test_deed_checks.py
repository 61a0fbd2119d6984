"""Judging deeds from facts alone: each question answers yes, no and unknown, and shows its numbers."""

import math
import random
from dataclasses import replace
from decimal import Decimal

import pytest
import shapely

from geo.spatial_rules.rule import Answer
from geo.wording.lengths import metres_in_arabic
from parcels.register.edges import side_lines
from parcels.register.enums import Compass
from parcels.rights.deed_checks import (
    CHECKS,
    area_fits,
    area_possible,
    judge_deed,
    largest_area,
    lengths_fit,
    reciprocal,
    sides_written,
    sums_fit,
    words_fit,
)
from parcels.rights.deed_facts import DeedFacts, Neighbour, SideFacts, Tolerances

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
HELD = Tolerances(Decimal("0.10"), Decimal("0.005"), Decimal("0.02"), Decimal("0.01"))


def side(facing, length, **said):
    length = None if length is None else Decimal(length)
    words = metres_in_arabic(length) if length else ""
    there = {"ground_m": float(length or 20), "straight": True, "covered": True, "words": words, **said}
    return SideFacts(facing=facing, deed_m=length, **there)


def facts(lengths=("20", "25", "20", "25"), *, area="500", survey="500", tolerances=HELD, **said):
    """Return the facts of a deed of four sides, north, east, south, west; `north={…}` says more of a side."""
    sides = tuple(
        side(facing, length, **said.get(facing.value, {})) for facing, length in zip(Compass, lengths, strict=True)
    )
    decimal = [None if value is None else Decimal(value) for value in (area, survey)]
    return DeedFacts(sides=sides, area_m2=decimal[0], survey_m2=decimal[1], tolerances=tolerances)


def neighbour(**said):
    usual = {"number": "2", "code": "x", "named": True, "whole": True, "has_deed": True, "names_back": True}
    return Neighbour(**{**usual, "back_m": Decimal("20"), **said})


def test_a_deed_that_says_what_is_there_is_met_in_every_question():
    found = judge_deed(facts(north={"neighbours": (neighbour(),)}))
    assert {item.check.code: item.finding.answer for item in found} == {check.code: YES for check in CHECKS}


@pytest.mark.parametrize(
    ("lengths", "answer"),
    [
        (("20", "25", "20", "25"), YES),
        ((None, "25", "20", "25"), YES),
        ((None, None, "20", "25"), NO),
        ((None, None, None, None), UNKNOWN),
    ],
)
def test_one_side_may_be_without_its_length(lengths, answer):
    assert sides_written(facts(lengths)).answer is answer


@pytest.mark.parametrize(
    ("ground_m", "answer"),
    [(20.0, YES), (20.0999, YES), (20.102, NO), (19.9, YES), (19.89, NO), (None, NO)],
)
def test_a_length_fits_the_ground_within_ten_centimetres(ground_m, answer):
    found = lengths_fit(facts(north={"ground_m": ground_m}))
    assert found.answer is answer
    assert found.evidence["beyond"] == (["north"] if answer is NO else [])


def test_a_long_side_is_allowed_its_ratio():
    assert lengths_fit(facts(("200", "25", "200", "25"), north={"ground_m": 200.9})).answer is YES
    assert lengths_fit(facts(("200", "25", "200", "25"), north={"ground_m": 201.1})).answer is NO


@pytest.mark.parametrize(
    ("area", "survey", "answer"),
    [("500", "509", YES), ("500", "512", NO), ("500", "489", NO), (None, "500", UNKNOWN), ("500", None, UNKNOWN)],
)
def test_the_area_fits_the_survey_within_its_ratio(area, survey, answer):
    assert area_fits(facts(area=area, survey=survey)).answer is answer


@pytest.mark.parametrize("check", [lengths_fit, area_fits, reciprocal, sums_fit], ids=lambda check: check.__name__)
def test_without_a_tolerance_of_the_day_nothing_is_met(check):
    several = {"neighbours": (neighbour(), neighbour())}
    assert check(facts(tolerances=Tolerances(), north=several)).answer is UNKNOWN


@pytest.mark.parametrize(
    ("lengths", "area", "answer"),
    [
        (("20", "25", "20", "25"), "500", YES),
        (("20", "25", "20", "25"), "500.20", YES),  # the figures are rounded to the centimetre
        (("20", "25", "20", "25"), "501", NO),
        (("20", "25", "20", "25"), "300", YES),
        (("20", "25", "20", "90"), "500", NO),  # closes no figure
        (("20", "25", "20", None), "500", UNKNOWN),
        (("20", "25", "20", "25"), None, UNKNOWN),
    ],
)
def test_four_sides_enclose_no_more_than_brahmagupta_says(lengths, area, answer):
    assert area_possible(facts(lengths, area=area)).answer is answer


@pytest.mark.parametrize(("area", "answer"), [("500", UNKNOWN), ("640", UNKNOWN), ("650", NO)])
def test_for_a_broken_side_only_more_than_the_circle_holds_is_refused(area, answer):
    found = area_possible(facts(area=area, east={"straight": False}))
    assert found.answer is answer
    assert found.evidence["most_m2"] == pytest.approx(90.02**2 / (4 * math.pi), abs=0.01)


def test_land_of_three_sides_is_not_judged_by_four():
    triangle = replace(facts(), sides=facts().sides[:3])
    assert area_possible(triangle).answer is UNKNOWN


def test_no_quadrilateral_is_larger_than_the_bound_of_its_sides_and_a_cyclic_one_reaches_it():
    dice = random.Random(11)
    for _turn in range(500):
        angles = sorted(dice.uniform(0, 2 * math.pi) for _ in range(4))
        radii = [dice.uniform(5, 30) for _ in range(4)]
        for chosen in (radii, [20.0] * 4):
            points = [(r * math.cos(a), r * math.sin(a)) for r, a in zip(chosen, angles, strict=True)]
            shape = shapely.Polygon(points)
            if not shape.is_valid:
                continue
            lengths = [math.dist(points[i - 1], points[i]) for i in range(4)]
            bound = largest_area(lengths)
            assert bound is not None and shape.area <= bound * (1 + 1e-9)
    assert bound == pytest.approx(shape.area, rel=1e-6)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("عشرون متراً", YES), ("عشرين مترا", YES), ("عشرون متراً وسنتيمتر واحد", NO), ("ثلاثون متراً", NO),
        ("عشرون", UNKNOWN), ("نحو عشرين متراً", UNKNOWN),
    ],
)  # fmt: skip
def test_words_say_the_figures(words, answer):
    assert words_fit(facts(north={"words": words})).answer is answer


def test_a_wrong_word_is_not_hidden_by_one_that_cannot_be_read():
    found = words_fit(facts(north={"words": "هراء"}, east={"words": "متران"}))
    assert (found.answer, found.evidence["beyond"]) == (NO, ["east"])


def test_without_words_there_is_nothing_to_compare():
    silent = {facing.value: {"words": ""} for facing in Compass}
    assert words_fit(facts(**silent)).answer is UNKNOWN


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, YES),
        ({"back_m": Decimal("20.10")}, YES),
        ({"back_m": Decimal("20.11")}, NO),
        ({"named": False}, NO),
        ({"names_back": False, "back_m": None}, NO),
        ({"named": None}, UNKNOWN),
        ({"names_back": None, "back_m": None}, UNKNOWN),
        ({"has_deed": False, "names_back": None, "back_m": None}, UNKNOWN),
        ({"back_m": None}, UNKNOWN),
        ({"whole": False, "back_m": Decimal("40")}, UNKNOWN),
    ],
)
def test_the_neighbours_deed_names_this_parcel_at_the_same_length(said, answer):
    assert reciprocal(facts(north={"neighbours": (neighbour(**said),)})).answer is answer


def test_land_without_numbered_neighbours_owes_none_an_answer():
    assert reciprocal(facts()).answer is YES
    assert sums_fit(facts()).answer is YES


@pytest.mark.parametrize(
    ("second", "answer"),
    [
        ({"back_m": Decimal("8")}, YES),
        ({"back_m": Decimal("8.01")}, YES),
        ({"back_m": Decimal("8.02")}, NO),
        ({"back_m": Decimal("7.98")}, NO),
        ({"back_m": Decimal("8"), "whole": False}, UNKNOWN),
        ({"back_m": None}, UNKNOWN),
    ],
)
def test_lengths_of_several_neighbours_add_up_to_the_side_within_a_centimetre(second, answer):
    along = (neighbour(back_m=Decimal("12")), neighbour(**second))
    assert sums_fit(facts(north={"neighbours": along})).answer is answer


def test_a_side_that_also_faces_a_street_is_not_added_up():
    along = (neighbour(back_m=Decimal("12")), neighbour(back_m=Decimal("3")))
    assert sums_fit(facts(north={"neighbours": along, "covered": False})).answer is UNKNOWN


def test_every_question_names_its_source_and_what_to_do():
    assert len({check.code for check in CHECKS}) == len(CHECKS) == 7
    assert all(check.cites and str(check.hint) and str(check.title) for check in CHECKS)


def test_a_rectangle_drawn_is_straight_on_all_sides():
    assert all(len(line.coords) == 2 for line in side_lines(shapely.box(0, 0, 20, 25)).values())
