"""The building keeps its distance: 4 m in front, 2 m at the sides and behind, or a fifth of the street's width."""

from dataclasses import replace
from decimal import Decimal

import pytest
import shapely

from permits.applications.spatial_rules.setbacks import Setbacks
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import OLD_QUARTER, VILLAS, Land, ask, at, shape, street

RULE = Setbacks()
VILLA = """
==========
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
NNP####PMM
NNP####PMM
NNPPPPPPMM
KKKKKKKKKK
"""
TOO_FAR_IN_FRONT = """
==========
NNPPPPPPMM
NNP####PMM
NNP####PMM
NNP####PMM
NNPPPPPPMM
KKKKKKKKKK
"""
ON_THE_NEIGHBOURS_SIDE = """
==========
NNPPPPPPMM
NNPPPPPPMM
NNPP####MM
NNPP####MM
NNPPPPPPMM
KKKKKKKKKK
"""
ON_THE_REAR = """
==========
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
NNP####PMM
KKKKKKKKKK
"""
ON_EVERYTHING = """
==========
NN######MM
NN######MM
NN######MM
KKKKKKKKKK
"""
CORNER_HOUSE = """
===========++
===========++
NNPPPPPPPPP||
NNPPPPPPPPP||
NNP######PP||
NNP######PP||
NNPPPPPPPPP||
KKKKKKKKKKK||
"""
CORNER_HOUSE_ON_ITS_SIDE_STREET = """
===========++
===========++
NNPPPPPPPPP||
NNPPPPPPPPP||
NNP########||
NNP########||
NNPPPPPPPPP||
KKKKKKKKKKK||
"""
THROUGH_PLOT = """
==========
==========
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
NNPPPPPPMM
==========
"""
THROUGH_PLOT_ON_THE_LESSER_STREET = """
==========
==========
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
==========
"""
WIDE_STREET = (
    "==========\n" * 15
    + """\
NNPPPPPPMM
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
NNPPPPPPMM
KKKKKKKKKK
"""
)
WIDE_STREET_TOO_NEAR = (
    "==========\n" * 15
    + """\
NNPPPPPPMM
NNPPPPPPMM
NNP####PMM
NNPPPPPPMM
KKKKKKKKKK
"""
)
FLAG_LOT = """
==========
NNNNPPMMMM
NNNNPPMMMM
PPPPPPPPMM
P######PMM
P######PMM
PPPPPPPPMM
KKKKKKKKKK
"""
FLAG_LOT_INTO_THE_POLE = """
==========
NNNNPPMMMM
NNNNPPMMMM
PPPP##PPMM
P######PMM
PPPPPPPPMM
KKKKKKKKKK
"""
FLAG_LOT_AT_THE_NEIGHBOUR_IN_FRONT = """
==========
NNNNPPMMMM
NNNNPPMMMM
P##PPPPPMM
P##PPPPPMM
PPPPPPPPMM
KKKKKKKKKK
"""
REFLEX_CORNER = """
==========
PPPPPPMMMM
PPPPPPMMMM
P###PPMMMM
P###PPPPPP
P########P
P########P
PPPPPPPPPP
KKKKKKKKKK
"""
REFLEX_CORNER_TOO_NEAR = """
==========
PPPPPPMMMM
PPPPPPMMMM
P#####MMMM
P#########
P########P
PPPPPPPPPP
KKKKKKKKKK
"""
LEGAL = {
    "a villa behind its setbacks": VILLA,
    "on a corner": CORNER_HOUSE,
    "between two streets": THROUGH_PLOT,
    "on a street of thirty metres, six metres back": WIDE_STREET,
    "in the field of a flag lot": FLAG_LOT,
    "around a reflex corner": REFLEX_CORNER,
}
BROKEN = {
    "two metres into the front": (TOO_FAR_IN_FRONT, {"front"}),
    "on the neighbour's side": (ON_THE_NEIGHBOURS_SIDE, {"side"}),
    "on the rear": (ON_THE_REAR, {"rear"}),
    "on all sides": (ON_EVERYTHING, {"front", "side", "rear"}),
    "on the side street of a corner": (CORNER_HOUSE_ON_ITS_SIDE_STREET, {"street"}),
    "on the lesser of two streets": (THROUGH_PLOT_ON_THE_LESSER_STREET, {"street"}),
    "four metres from a street of thirty": (WIDE_STREET_TOO_NEAR, {"front"}),
    "at the foot of the pole of a flag lot": (FLAG_LOT_INTO_THE_POLE, {"side"}),
    "against the neighbour in front of a flag lot": (FLAG_LOT_AT_THE_NEIGHBOUR_IN_FRONT, {"side"}),
    "against a reflex corner": (REFLEX_CORNER_TOO_NEAR, {"side"}),
}


@golden(Setbacks, "picture", LEGAL, answer="yes")
def test_setbacks_that_are_kept(picture):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, finding.geometry) == ("yes", None)
    assert all(side["met"] for side in finding.evidence["sides"])


@golden(Setbacks, "picture, broken", BROKEN, answer="no")
def test_setbacks_that_are_built_on_and_the_strips_are_shown(picture, broken):
    finding = ask(RULE, Land(picture=picture))
    assert finding.answer == "no"
    assert {side["role"] for side in finding.evidence["sides"] if not side["met"]} == broken
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")


#: The plot of VILLA reaches from 4 to 16 m east and 2 to 14 m north; its setback lines lie at 6, 14, 4 and 10.
ROUND = shapely.Point(*at(0, 0, 20, 14).centroid.coords).buffer(3, quad_segs=64)
MEASURED = {
    "on every setback line": (at(6, 4, 14, 10), "yes"),
    "two centimetres over the rear line": (at(6, 3.98, 14, 10), "yes"),
    "three centimetres over the rear line": (at(6, 3.97, 14, 10), "no"),
    "a bay over the side line": (at(6, 4, 14, 10).union(at(13, 6, 14.5, 8)), "no"),
    "two houses behind the lines": (shapely.union_all([at(6, 4, 9, 10), at(11, 4, 14, 10)]), "yes"),
    "two houses of which one is over the side line": (shapely.union_all([at(6, 4, 9, 10), at(11, 4, 15, 10)]), "no"),
    "a house around a courtyard": (at(6, 4, 14, 10).difference(at(8, 6, 12, 8)), "yes"),
    "a wall along the boundary around the house": (at(4, 2, 16, 14).difference(at(4.2, 2.2, 15.8, 13.8)), "no"),
    "a round house between the lines": (ROUND, "yes"),
    "the same house half a metre to the north": (shapely.affinity.translate(ROUND, 0, 0.5), "no"),
    # ◇ its tips touch all four lines
    "a lozenge to the lines": (shape((6, 7), (10, 10), (14, 7), (10, 4)), "yes"),
    "a lozenge whose tip is three centimetres over": (shape((6, 7), (10, 10.03), (14, 7), (10, 4)), "no"),
}


@golden(Setbacks, "house, answer", MEASURED)
def test_setbacks_to_the_centimetre(house, answer):
    assert ask(RULE, Land(picture=VILLA, works=house)).answer == answer


#: A square of 15 m on an oblique street, ╱; by Pythagoras the house lies just 4 m behind its front.
OBLIQUE = shape((4, 10), (16, 19), (25, 7), (13, -2))
BEHIND = shape((9.6, 9.2), (15.2, 13.4), (16.4, 11.8), (10.8, 7.6))
#: A neighbour's yard of 2 m within the plot asks for 2 m on every side.
WITH_A_YARD = at(4, 2, 16, 14).difference(at(9, 6, 11, 8))
OTHER_PLOTS = {
    "four metres behind an oblique street": (OBLIQUE, BEHIND, "yes"),
    "three centimetres nearer": (OBLIQUE, shapely.affinity.translate(BEHIND, -0.018, 0.024), "no"),
    "two metres from a yard within the plot": (WITH_A_YARD, at(6, 4, 7, 10), "yes"),
    "three centimetres nearer to the yard": (WITH_A_YARD, at(6, 4, 7.03, 10), "no"),
}


@golden(Setbacks, "plot, house, answer", OTHER_PLOTS)
def test_setbacks_on_oblique_streets_and_beside_yards(plot, house, answer):
    ways = [street((-21.5, -6), (30.5, 33), width_m=5)] if plot is OBLIQUE else [street((-9, 15), (30, 15), width_m=2)]
    assert ask(RULE, Land(picture=VILLA, shaped=lambda _drawn: plot, streets=ways, works=house)).answer == answer


def test_what_was_measured_is_told_for_every_side():
    told = {side["role"]: side for side in ask(RULE, Land(picture=TOO_FAR_IN_FRONT)).evidence["sides"]}
    assert (told["front"]["clear_m"], told["front"]["required_m"], told["front"]["street_width_m"]) == (2, "4", "2.0")
    assert (told["rear"]["clear_m"], told["rear"]["required_m"], told["rear"]["met"]) == (2, "2", True)


def test_a_fifth_of_a_wide_street_is_asked_for_and_no_more_than_six_metres():
    front = next(s for s in ask(RULE, Land(picture=WIDE_STREET)).evidence["sides"] if s["role"] == "front")
    assert (Decimal(front["street_width_m"]), Decimal(front["required_m"])) == (30, 6)


def test_two_centimetres_are_forgiven_and_three_are_not():
    house = at(6, 4, 14, 10)
    assert ask(RULE, Land(picture=VILLA, works=shapely.affinity.translate(house, 0, 0.02))).answer == "yes"
    assert ask(RULE, Land(picture=VILLA, works=shapely.affinity.translate(house, 0, 0.03))).answer == "no"


def test_in_the_old_quarter_walls_stand_on_the_boundary():
    assert ask(RULE, Land(picture=ON_EVERYTHING, figures=[OLD_QUARTER])).answer == "yes"


def test_a_curved_front_is_kept_all_along():
    arc = [(4, 12), (6, 12.8), (8, 13.3), (10, 13.5), (12, 13.3), (14, 12.8), (16, 12)]
    land = Land(
        picture=VILLA,
        shaped=lambda _outline: shape((4, 2), *arc, (16, 2)),
        streets=[street((-8, 15), *[(x, y + 2) for x, y in arc], (28, 15), width_m=4)],
        works=at(6, 4, 14, 8.2),
    )
    assert ask(RULE, land).answer == "yes"
    finding = ask(RULE, replace(land, works=at(6, 4, 14, 9.4)))
    assert [side["role"] for side in finding.evidence["sides"] if not side["met"]] == ["front"]


def test_a_corner_cut_asks_for_nothing_of_its_own():
    cut = shape((22, 14), (19, 14), (22, 11))
    land = Land(picture=CORNER_HOUSE, shaped=lambda outline: outline.difference(cut))
    finding = ask(RULE, land)
    (told,) = [side for side in finding.evidence["sides"] if side["role"] == "chamfer"]
    assert (finding.answer, told["required_m"], told["met"]) == ("yes", "0", True)


def test_across_a_notch_it_is_not_that_side_that_asks_for_its_distance():
    notched = """
    ==============
    PPPPPPNPPPPPPM
    PPPPPPNPPPPPPM
    P####PNPPPPPPM
    P####PPPPPPPPM
    PPPPPPPPPPPPPM
    KKKKKKKKKKKKKK
    """
    deep_sides = replace(VILLAS, setback_side_m=Decimal(2))
    assert ask(RULE, Land(picture=notched, figures=[deep_sides])).answer == "yes"


def test_land_that_no_street_reaches_has_no_front_so_its_setbacks_cannot_be_told():
    finding = ask(RULE, Land(picture=VILLA, streets=[]))
    assert finding.answer == "unknown"


def test_a_part_of_the_plot_without_building_asks_for_nothing():
    finding = ask(RULE, Land(picture=VILLA, works=shapely.Polygon()))
    assert finding.answer == "yes"
    assert {side["clear_m"] for side in finding.evidence["sides"]} == {None}


@untold(Setbacks)
@pytest.mark.parametrize("missing", ["setback_slack", "setback_street_share", "frontage_gap", "corner_cut_longest"])
def test_without_a_dated_value_it_cannot_be_told(missing):
    finding = ask(RULE, Land(picture=VILLA, without=[missing]))
    assert finding.answer == "unknown" and missing in finding.evidence["missing"]


@pytest.mark.parametrize("figures", [(), (VILLAS, OLD_QUARTER)], ids=["no zone", "two zones"])
def test_without_one_building_rule_it_cannot_be_told(figures):
    assert ask(RULE, Land(picture=VILLA, figures=figures)).answer == "unknown"


def test_a_stricter_rule_is_judged_on_the_same_measurements():
    facts = RULE.facts(Land(picture=VILLA).proposal())
    stricter = replace(facts, figures=replace(VILLAS, setback_rear_m=Decimal(3)))
    assert RULE.judge(facts).answer == "yes"
    assert RULE.judge(stricter).answer == "no"
