"""Cleaning: corners come together within the survey's noise, nothing moves farther, every move is told."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon

from parcels.numbering.adjacency import find_adjacency
from parcels.numbering.cleaning import clean_parcels, tolerance_of
from parcels.numbering.inputs import InvalidParcelsError, ParcelInput, geometries
from tests.parcels.numbering.drawings import inputs_of

QUARTER = """
    AABBCC
    HHIIDD
    GGFFEE
    """


def surveyed(sigma_m: float, seed: int = 3) -> list[ParcelInput]:
    """The quarter with every corner of every parcel measured anew."""
    dice = np.random.default_rng(seed)
    return [
        ParcelInput(
            parcel.key,
            Polygon(
                parcel.geometry.exterior.coords[:-1]
                + dice.normal(0, sigma_m, (len(parcel.geometry.exterior.coords) - 1, 2))
            ),
        )
        for parcel in inputs_of(QUARTER)
    ]


def neighbours(parcels) -> int:
    return len(find_adjacency(geometries(parcels), 0.05, 1.0).first)


@pytest.mark.parametrize(("sigma_m", "metres"), [(0.0, 0.05), (0.01, 0.05), (0.15, 0.6)])
def test_the_tolerance_follows_the_noise_of_the_survey(sigma_m, metres):
    assert tolerance_of(sigma_m) == pytest.approx(metres)


def test_neighbours_that_noise_has_parted_are_neighbours_again():
    noisy = surveyed(0.1)
    assert neighbours(noisy) < neighbours(inputs_of(QUARTER)) == neighbours(clean_parcels(noisy, 0.1).parcels)


def test_nothing_moves_farther_than_the_tolerance_and_the_moves_tell_all():
    noisy = surveyed(0.1)
    cleaned = clean_parcels(noisy, 0.1)
    assert max(move.metres for move in cleaned.moves) <= cleaned.tolerance_m == 0.4
    for old, new in zip(noisy, cleaned.parcels, strict=True):
        told = {move.after for move in cleaned.moves if move.key == old.key}
        corners = set(map(tuple, shapely.get_coordinates(new.geometry).tolist()))
        assert corners - set(map(tuple, shapely.get_coordinates(old.geometry).tolist())) <= told
        assert cleaned.areas[old.key] == (old.geometry.area, new.geometry.area)


def test_a_corner_beside_a_neighbours_side_becomes_a_corner_of_it():
    long = ParcelInput("long", shapely.box(0, 0, 10, 20))
    short = ParcelInput("short", Polygon([(10.03, 5), (20, 5), (20, 9), (10.03, 9)]))
    cleaned = clean_parcels([long, short])
    sides = shapely.intersection(*(shapely.boundary(parcel.geometry) for parcel in cleaned.parcels))
    assert sides.equals(LineString([(10.03, 5), (10.03, 9)]))
    assert [(m.key, m.before, m.after) for m in cleaned.moves] == [
        ("long", (10, 5), (10.03, 5)),
        ("long", (10, 9), (10.03, 9)),
    ]


def test_the_order_of_the_input_changes_no_corner():
    noisy = surveyed(0.1)
    there, back = clean_parcels(noisy, 0.1), clean_parcels(noisy[::-1], 0.1)
    assert {p.key: p.geometry.wkb for p in there.parcels} == {p.key: p.geometry.wkb for p in back.parcels}


def test_a_clean_quarter_stays_as_it_is():
    cleaned = clean_parcels(inputs_of("AB\nCD"))
    assert (cleaned.moves, cleaned.unchanged) == ((), ())
    assert clean_parcels([]).parcels == ()


def test_a_sliver_that_would_fold_up_is_left_and_told():
    sliver = ParcelInput("sliver", shapely.box(0, 0, 0.04, 30))
    cleaned = clean_parcels([sliver, *inputs_of("A", west=50)])
    assert cleaned.unchanged == ("sliver",)
    assert cleaned.parcels[0] == sliver
    assert not [move for move in cleaned.moves if move.key == "sliver"]


def test_what_cannot_be_cleaned_is_refused():
    with pytest.raises(InvalidParcelsError, match="empty: none"):
        clean_parcels([ParcelInput("none", Polygon())])
    with pytest.raises(ValueError, match="sigma_m"):
        clean_parcels([], -1.0)
