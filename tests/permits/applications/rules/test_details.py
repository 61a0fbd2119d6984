"""Floors, areas, height, use and parking as they are declared, against the land and its zone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from permits.applications.spatial_rules.floor_area import FloorArea
from permits.applications.spatial_rules.floors import Floors
from permits.applications.spatial_rules.height import Height
from permits.applications.spatial_rules.parking import Parking
from permits.applications.spatial_rules.use_in_zone import UseInZone
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import OLD_QUARTER, VILLAS, Land, ask, at

#: 100 cells of 4 m², 400 m² of land, of which 60 cells, 240 m², are drawn; the zone allows 280 m² a floor.
VILLA = "\n".join(["PPPPPPPPPP"] * 2 + ["##########"] * 6 + ["PPPPPPPPPP"] * 2)
FACILITY = replace(VILLAS, use="facility", zone="101/F")
COMMERCIAL = replace(VILLAS, use="commercial", zone="101/C")


def villa(*floors, picture=VILLA, figures=VILLAS, **more):
    """A house with these floors, each as "place area"."""
    rows = [dict(zip(("place", "area_m2"), floor.split(), strict=True)) for floor in floors or ("ground 240",)]
    details = {"use": "residential", "floors": rows, "height_m": "10", "parking": 1, "units": 1, **more}
    return Land(picture=picture, details=details, figures=[figures] if figures else [])


AREAS = {
    "one floor": (["ground 240"], "yes"),
    "two floors": (["ground 240", "floor 240"], "yes"),
    "an upper floor as large as the zone allows": (["ground 240", "floor 280"], "yes"),
    "an upper floor that is larger": (["ground 240", "floor 280.01"], "no"),
    "a basement under all of the land": (["basement 400", "ground 240"], "yes"),
    "a basement beyond the land": (["basement 400.5", "ground 240"], "no"),
    "an annex of seven tenths": (["ground 240", "floor 200", "annex 140"], "yes"),
    "a larger annex": (["ground 240", "floor 200", "annex 140.01"], "no"),
    "an annex upon the ground floor": (["ground 240", "annex 168"], "yes"),
    "an annex upon nothing": (["annex 10", "ground 240"], "no"),
    "a ground floor that is not as drawn": (["ground 230"], "no"),
    "a ground floor half a square metre beside the drawing": (["ground 240.5"], "yes"),
    "no ground floor": (["floor 240"], "no"),
    "two ground floors": (["ground 240", "ground 240"], "no"),
    "a floor of nothing": (["ground 240", "floor 0"], "no"),
}


@golden(FloorArea, "floors, answer", AREAS)
def test_areas_of_floors(floors, answer):
    finding = ask(FloorArea(), villa(*floors))
    assert finding.answer == answer
    assert [floor["place"] for floor in finding.evidence["floors"]] == [floor.split()[0] for floor in floors]


@untold(FloorArea)
def test_floor_areas_without_details_cannot_be_told():
    assert ask(FloorArea(), Land(picture=VILLA)).answer == "unknown"


#: Footprints whose corners lie between the binary fractions: the declared half square metre more is still agreed.
TO_THE_HALF = {
    "half a square metre less than drawn": (12.3, 7.7, "94.21", "yes"),
    "a hundredth more than half a square metre less": (12.3, 7.7, "94.20", "no"),
    "half a square metre more than drawn": (10.1, 9.9, "100.49", "yes"),
    "a hundredth more than that": (10.1, 9.9, "100.50", "no"),
}


@golden(FloorArea, "east, north, declared, answer", TO_THE_HALF)
def test_half_a_square_metre_is_just_that(east, north, declared, answer):
    drawn = replace(villa(f"ground {declared}"), works=at(1, 1, 1 + east, 1 + north))
    assert ask(FloorArea(), drawn).answer == answer


def test_floor_areas_without_the_share_of_an_annex_cannot_be_told():
    assert ask(FloorArea(), replace(villa(), without=["annex_share"])).answer == "unknown"


STOREYS = {
    "one": (["ground 240"], "yes"),
    "two": (["ground 240", "floor 240"], "yes"),
    "three": (["ground 240", "floor 240", "floor 240"], "yes"),
    "four": (["ground 240", "floor 240", "floor 240", "floor 240"], "no"),
    "three and a basement": (["basement 240", "ground 240", "floor 240", "floor 240"], "yes"),
    "three and two basements": (["basement 240", "basement 240", "ground 240", "floor 240", "floor 240"], "yes"),
    "three and an annex": (["ground 240", "floor 240", "floor 240", "annex 100"], "yes"),
    "four and an annex": (["ground 240", "floor 240", "floor 240", "floor 240", "annex 100"], "no"),
    "two annexes": (["ground 240", "annex 100", "annex 50"], "no"),
    "a basement only": (["basement 240"], "no"),
    "an annex only": (["annex 100"], "no"),
    "an upper floor alone, which another rule forbids": (["floor 240"], "yes"),
    "three basements below one floor": (["basement 240", "basement 240", "basement 240", "ground 240"], "yes"),
    "a basement, three floors and an annex": (
        ["basement 240", "ground 240", "floor 240", "floor 240", "annex 100"],
        "yes",
    ),
}


@golden(Floors, "floors, answer", STOREYS)
def test_numbers_of_floors_in_a_zone_of_three(floors, answer):
    assert ask(Floors(), villa(*floors)).answer == answer


def test_two_and_a_half_floors_are_two_and_an_annex():
    half = replace(VILLAS, max_floors=Decimal("2.5"))
    assert ask(Floors(), villa("ground 240", "floor 240", "annex 100", figures=half)).answer == "yes"
    assert ask(Floors(), villa("ground 240", "floor 240", "floor 240", figures=half)).answer == "no"


@untold(Floors)
def test_floors_without_a_building_rule_cannot_be_told():
    assert ask(Floors(), villa(figures=None)).answer == "unknown"


#: Three floors of 4.5 m and 4 m on the roof: 17.5 m.
HEIGHTS = {
    "0.01": "yes", "3": "yes", "6.50": "yes", "10": "yes", "13.5": "yes", "17.49": "yes", "17.5": "yes",
    "17.500": "yes", "17.51": "no", "18": "no", "30": "no", "0": "no", "-4": "no",
}  # fmt: skip


@golden(Height, "height, answer", {height: (height, answer) for height, answer in HEIGHTS.items()})
def test_heights_in_a_zone_of_three_floors(height, answer):
    finding = ask(Height(), villa(height_m=height))
    assert (finding.answer, Decimal(finding.evidence["most_m"])) == (answer, Decimal("17.5"))


@pytest.mark.parametrize("missing", ["building_storey_height", "building_roof_height"])
def test_heights_without_a_dated_value_cannot_be_told(missing):
    assert ask(Height(), replace(villa(), without=[missing])).answer == "unknown"


@untold(Height)
def test_a_height_that_is_no_number_cannot_be_told():
    assert ask(Height(), villa(height_m="tall")).answer == "unknown"


USES = {
    "a villa among villas": ("residential", VILLAS, "yes"),
    "a shop among villas": ("commercial", VILLAS, "no"),
    "a shop among shops": ("commercial", COMMERCIAL, "yes"),
    "a shop in the old quarter": ("commercial", OLD_QUARTER, "yes"),
    "a shop among facilities": ("commercial", FACILITY, "no"),
    "a villa among facilities": ("residential", FACILITY, "no"),
    "a mosque in the old quarter": ("mosque", OLD_QUARTER, "yes"),
    "a mosque among facilities": ("mosque", FACILITY, "yes"),
    "a mosque among villas, which nobody recorded": ("mosque", VILLAS, "unknown"),
    "a school, which nobody recorded anywhere": ("school", VILLAS, "unknown"),
    "a villa among shops, which nobody recorded": ("residential", COMMERCIAL, "unknown"),
    "a villa in the old quarter, which nobody recorded": ("residential", OLD_QUARTER, "unknown"),
    "a mosque among shops": ("mosque", COMMERCIAL, "unknown"),
    "a use that does not exist": ("castle", VILLAS, "unknown"),
    "land in no zone": ("residential", None, "unknown"),
}


@golden(UseInZone, "use, figures, answer", USES)
def test_uses_in_zones(use, figures, answer):
    assert ask(UseInZone(), villa(figures=figures, use=use)).answer == answer


def test_a_zone_of_another_use_is_judged_on_the_same_facts():
    facts = UseInZone().facts(villa(use="commercial").proposal())
    assert UseInZone().judge(replace(facts, figures=COMMERCIAL)).answer == "yes"


#: 404 m² of land: one cell more.
LARGE = VILLA + "\nP"
SPACES = {
    "one on 400 m²": (VILLA, "residential", 1, "yes"),
    "two on 400 m²": (VILLA, "residential", 2, "yes"),
    "none on 400 m²": (VILLA, "residential", 0, "no"),
    "one on 404 m²": (LARGE, "residential", 1, "no"),
    "two on 404 m²": (LARGE, "residential", 2, "yes"),
    "none on 404 m²": (LARGE, "residential", 0, "no"),
    "five for 240 m² of shops": (VILLA, "commercial", 5, "yes"),
    "four for 240 m² of shops": (VILLA, "commercial", 4, "no"),
    "ten for a mosque of 240 m²": (VILLA, "mosque", 10, "yes"),
    "nine for a mosque of 240 m²": (VILLA, "mosque", 9, "no"),
    "none for an electricity room": (VILLA, "electricity", 0, "yes"),
    "spaces that nobody asked for at an electricity room": (VILLA, "electricity", 3, "yes"),
    "a school, of which nobody recorded what it needs": (VILLA, "school", 50, "unknown"),
}


@golden(Parking, "picture, use, spaces, answer", SPACES)
def test_parking_spaces(picture, use, spaces, answer):
    assert ask(Parking(), villa(picture=picture, use=use, parking=spaces)).answer == answer


def test_parking_counts_every_floor_of_shops():
    shops = villa("ground 240", "floor 240", use="commercial", parking=9)
    assert ask(Parking(), shops).evidence["needed"] == 10


@pytest.mark.parametrize("missing", ["parking_small_land", "parking_large_land", "parking_small_land_until"])
def test_parking_without_a_dated_value_cannot_be_told(missing):
    assert ask(Parking(), replace(villa(), without=[missing])).answer == "unknown"
