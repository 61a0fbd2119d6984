"""Parcels that cannot be numbered are refused by name, never dropped."""

import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon

from parcels.numbering.blocks import find_blocks
from parcels.numbering.inputs import InvalidParcelsError, NumberingSettings, ParcelInput
from parcels.numbering.proposal import propose

GOOD = ParcelInput("good", shapely.box(0, 0, 10, 10))
BOW_TIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (BOW_TIE, "not valid (self-intersection)"),
        (Polygon(), "empty"),
        (MultiPolygon(), "empty"),
        (None, "not a polygon"),
        (Point(1, 2), "not a polygon"),
        (shapely.from_wkt("POLYGON ((0 0, Inf 0, 1 1, 0 0))"), "coordinates not finite"),
        (shapely.box(0, 0, 100, 0.0001), "nowhere wider than 0.2 mm"),
    ],
)
@pytest.mark.parametrize("entrance", [propose, find_blocks])
def test_a_geometry_without_a_place_is_refused_by_name_and_reason(entrance, geometry, reason):
    with pytest.raises(InvalidParcelsError) as caught:
        entrance([GOOD, ParcelInput("bad", geometry)])
    assert caught.value.faults == {reason: ("bad",)}
    assert str(caught.value) == f"{reason}: bad"


def test_a_key_given_twice_is_refused():
    with pytest.raises(InvalidParcelsError, match="key given twice: good"):
        propose([GOOD, GOOD])


def test_all_faults_are_told_at_once_and_a_long_list_is_cut_in_words():
    bad = [ParcelInput(n, BOW_TIE) for n in range(12)]
    with pytest.raises(ValueError, match="0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more; empty: none") as caught:
        propose([*bad, ParcelInput("none", Polygon())])
    assert len(caught.value.faults["not valid (self-intersection)"]) == 12


@pytest.mark.parametrize(
    "wrong",
    [{"tolerance_m": 0}, {"tolerance_m": 0.4}, {"block_gap_m": 0.01}, {"kicks_per_parcel": -1}],
)
def test_settings_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong)).split("_")[0]):
        NumberingSettings(**wrong)
