"""What is pulled down stands there; what is restored keeps its footprint."""

import pytest
import shapely

from permits.applications.spatial_rules.footprint_unchanged import FootprintUnchanged
from permits.applications.spatial_rules.works_on_building import WorksOnBuilding
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import Land, ask, at, shape

DEMOLISHED = {
    "all of the building": ("P@@@P", "whole", "yes"),
    "all of two buildings": ("@@P@@", "whole", "yes"),
    "one of two buildings, as a part": ("@@PSS", "part", "yes"),
    "one of two buildings, said to be all": ("@@PSS", "whole", "no"),
    "a part, said to be one": ("P@@SP", "part", "yes"),
    "a part, said to be all": ("P@@SP", "whole", "no"),
    "more than there is": ("P@@#P", "part", "no"),
    "a place where nothing stands": ("SSP##", "part", "no"),
    "no building on the plot": ("PP##P", "whole", "no"),
    "only the neighbour's building": ("PPPNB", "whole", "no"),
    "nothing chosen": ("PSSSP", "whole", "no"),
}


@golden(WorksOnBuilding, "picture, scope, answer", DEMOLISHED)
def test_what_is_to_be_pulled_down(picture, scope, answer):
    assert ask(WorksOnBuilding(), Land(picture=picture, details={"scope": scope})).answer == answer


def test_without_a_word_all_of_it_is_meant():
    assert ask(WorksOnBuilding(), Land(picture="P@@SP")).answer == "no"


def test_ten_centimetres_along_the_walls_are_drawing():
    assert ask(WorksOnBuilding(), Land(picture="PSSSP", works=at(1.9, 0, 8.1, 2))).answer == "yes"
    assert ask(WorksOnBuilding(), Land(picture="PSSSP", works=at(1.6, 0, 8.1, 2))).answer == "no"


#: The building is 2 to 8 m east and 0 to 6 m north around a courtyard of 2 m, on land of 10 m by 6.
RING = """
PSSSP
PSPSP
PSSSP
"""
COURT, HOUSE = at(4, 2, 6, 4), at(2, 0, 8, 6)
EDGES = {
    "all of it without the courtyard": (HOUSE.difference(COURT), "whole", "yes"),
    "the courtyard drawn over": (HOUSE, "whole", "no"),
    "ten centimetres beyond every wall": (at(1.9, -0.1, 8.1, 6.1).difference(at(4.1, 2.1, 5.9, 3.9)), "whole", "yes"),
    "thirty centimetres beyond two walls": (at(1.7, 0, 8.3, 6).difference(COURT), "whole", "no"),
    "less by ten centimetres all around": (at(2.1, 0.1, 7.9, 5.9).difference(at(3.9, 1.9, 6.1, 4.1)), "whole", "yes"),
    "one wing of it": (at(2, 0, 4, 6), "part", "yes"),
    "one wing of it, said to be all": (at(2, 0, 4, 6), "whole", "no"),
    "two wings that do not touch": (shapely.union_all([at(2, 0, 4, 6), at(6, 0, 8, 6)]), "part", "yes"),
    "a slanting cut through it": (shape((2, 0), (8, 0), (2, 6)).difference(COURT), "part", "yes"),
}


@golden(WorksOnBuilding, "works, scope, answer", EDGES)
def test_what_is_to_be_pulled_down_of_a_house_with_a_courtyard(works, scope, answer):
    assert ask(WorksOnBuilding(), Land(picture=RING, works=works, details={"scope": scope})).answer == answer


def test_what_covers_no_building_and_what_would_stay_are_shown():
    assert ask(WorksOnBuilding(), Land(picture="P@@#P")).geometry["type"] == "Polygon"
    assert ask(WorksOnBuilding(), Land(picture="P@@SP")).geometry["type"] == "Polygon"


@untold(WorksOnBuilding, FootprintUnchanged)
@pytest.mark.parametrize("missing", ["building_sliver", "footprint_unchanged"])
@pytest.mark.parametrize("rule", [WorksOnBuilding(), FootprintUnchanged()], ids=["demolition", "restoration"])
def test_without_a_dated_tolerance_it_cannot_be_told(rule, missing):
    assert ask(rule, Land(picture="P@@@P", without=[missing])).answer == "unknown"


RESTORED = {
    "as it stands": ("P@@@P", "yes"),
    "all of the land": ("@@@@@", "yes"),
    "one of two buildings": ("@@PSS", "yes"),
    "both buildings": ("@@P@@", "yes"),
    "a room more": ("P@@#P", "no"),
    "a room less": ("P@@SP", "no"),
    "a room on the neighbour's land": ("P@@oN", "no"),
    "moved by a room": ("PS@#P", "no"),
    "a new building": ("P###P", "no"),
    "a new building beside the standing one": ("SSP##", "no"),
    "nothing drawn": ("PSSSP", "no"),
}


@golden(FootprintUnchanged, "picture, answer", RESTORED)
def test_the_footprint_of_what_is_restored(picture, answer):
    assert ask(FootprintUnchanged(), Land(picture=picture)).answer == answer


KEPT = {
    "the house around its courtyard": (HOUSE.difference(COURT), "yes"),
    "the courtyard roofed": (HOUSE, "no"),
    "a courtyard that ten centimetres of plaster narrow": (HOUSE.difference(at(4.1, 2.1, 5.9, 3.9)), "yes"),
    "ten centimetres of cladding all around": (at(1.9, -0.1, 8.1, 6.1).difference(COURT), "yes"),
    "thirty centimetres of cladding all around": (at(1.7, -0.3, 8.3, 6.3).difference(COURT), "no"),
    "a wall taken in by thirty centimetres": (at(2.3, 0, 8, 6).difference(COURT), "no"),
    "a niche of less than half a square metre": (HOUSE.difference(COURT).difference(at(3.5, 2, 4, 2.8)), "yes"),
    "a passage broken through": (HOUSE.difference(COURT).difference(at(4.5, 0, 5.5, 2)), "no"),
    "a bay of more than half a square metre": (HOUSE.difference(COURT).union(at(1, 2, 2, 3)), "no"),
}


@golden(FootprintUnchanged, "works, answer", KEPT)
def test_what_is_restored_of_a_house_with_a_courtyard(works, answer):
    assert ask(FootprintUnchanged(), Land(picture=RING, works=works)).answer == answer


def test_ten_centimetres_of_plaster_change_nothing_and_half_a_metre_does():
    assert ask(FootprintUnchanged(), Land(picture="PSSSP", works=at(1.9, 0, 8.1, 2))).answer == "yes"
    finding = ask(FootprintUnchanged(), Land(picture="PSSSP", works=at(1.5, 0, 8, 2)))
    assert finding.answer == "no"
    assert finding.evidence["added_m2"] == pytest.approx(0.8, abs=0.01)
    assert finding.geometry["type"] == "Polygon"


def test_a_courtyard_that_is_built_over_is_an_addition():
    ring = """
    SSS
    SPS
    SSS
    """
    assert ask(FootprintUnchanged(), Land(picture=ring, works=at(0, 0, 6, 6))).evidence["added_m2"] > 3
    assert (
        ask(FootprintUnchanged(), Land(picture=ring, works=at(0, 0, 6, 6).difference(at(2, 2, 4, 4)))).answer == "yes"
    )


def test_an_empty_drawing_restores_nothing():
    assert ask(FootprintUnchanged(), Land(picture="PSP", works=shapely.Polygon())).answer == "no"
