"""What is pulled down stands there; what is restored keeps its footprint."""

import pytest
import shapely

from permits.applications.spatial_rules.footprint_unchanged import FootprintUnchanged
from permits.applications.spatial_rules.works_on_building import WorksOnBuilding
from tests.permits.applications.rules.picture import Land, ask, at

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


@pytest.mark.parametrize(("picture", "scope", "answer"), DEMOLISHED.values(), ids=DEMOLISHED.keys())
def test_what_is_to_be_pulled_down(picture, scope, answer):
    assert ask(WorksOnBuilding(), Land(picture=picture, details={"scope": scope})).answer == answer


def test_without_a_word_all_of_it_is_meant():
    assert ask(WorksOnBuilding(), Land(picture="P@@SP")).answer == "no"


def test_ten_centimetres_along_the_walls_are_drawing():
    assert ask(WorksOnBuilding(), Land(picture="PSSSP", works=at(1.9, 0, 8.1, 2))).answer == "yes"
    assert ask(WorksOnBuilding(), Land(picture="PSSSP", works=at(1.6, 0, 8.1, 2))).answer == "no"


def test_what_covers_no_building_and_what_would_stay_are_shown():
    assert ask(WorksOnBuilding(), Land(picture="P@@#P")).geometry["type"] == "Polygon"
    assert ask(WorksOnBuilding(), Land(picture="P@@SP")).geometry["type"] == "Polygon"


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


@pytest.mark.parametrize(("picture", "answer"), RESTORED.values(), ids=RESTORED.keys())
def test_the_footprint_of_what_is_restored(picture, answer):
    assert ask(FootprintUnchanged(), Land(picture=picture)).answer == answer


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
