"""Blocks found from parcels, and the order in which they are numbered."""

from itertools import pairwise

import pytest
import shapely

from parcels.numbering.block_order import block_order
from parcels.numbering.blocks import find_blocks
from parcels.numbering.inputs import NumberingSettings, ParcelInput
from tests.grid import drawn
from tests.parcels.numbering.drawings import inputs_of


def two_lots(gap_m: float) -> list[ParcelInput]:
    return [
        ParcelInput("west", shapely.box(0, 0, 10, 10)),
        ParcelInput("east", shapely.box(10 + gap_m, 0, 20, 10)),
    ]


@pytest.mark.parametrize(("gap_m", "blocks"), [(0.0, 1), (0.3, 1), (0.31, 2), (4.0, 2)])
def test_parcels_within_thirty_centimetres_are_of_one_block(gap_m, blocks):
    assert len(find_blocks(two_lots(gap_m))) == blocks


def test_the_gap_can_be_given():
    assert len(find_blocks(two_lots(0.5), gap=0.6)) == 1


def test_a_block_polygon_closes_the_gap_and_covers_its_parcels():
    parcels = two_lots(0.2)
    (block,) = find_blocks(parcels)
    assert isinstance(block.geometry, shapely.Polygon)
    assert block.geometry.area == pytest.approx(200.0, abs=0.1)
    assert all(block.geometry.covers(parcel.geometry) for parcel in parcels)


def test_blocks_are_found_north_west_first_with_the_keys_of_their_parcels():
    found = find_blocks(
        inputs_of("""
        ..CC
        A...
        AA.B
        """)
    )
    assert [block.keys for block in found] == [("A",), ("C",), ("B",)]


def test_no_parcels_make_no_blocks():
    assert find_blocks([]) == ()


def order_of(drawing: str) -> str:
    shapes = drawn(drawing)
    order = block_order(list(shapes.values()), NumberingSettings())
    return "".join(list(shapes)[n] for n in order)


def test_blocks_in_a_row_are_numbered_from_the_west():
    assert order_of("A.B.C.D.E") == "ABCDE"


def test_the_order_of_blocks_starts_in_the_north_west_and_always_goes_on_to_a_neighbour():
    order = order_of("""
        A.B.C.D
        .......
        H.G.F.E
        .......
        I.J.K.L
        """)
    place = {letter: divmod(n, 4) for n, letter in enumerate("ABCDHGFEIJKL")}
    steps = [max(abs(place[a][0] - place[b][0]), abs(place[a][1] - place[b][1])) for a, b in pairwise(order)]
    assert order[0] == "A"
    assert steps == [1] * 11


def test_a_block_across_the_street_goes_before_a_nearer_one_that_is_no_neighbour():
    # From A the centre of C is nearer than that of the long block B, but B lies between them.
    assert (
        order_of("""
        A.B.C
        A.B.C
        ..B..
        ..B..
        ..B..
        ..B..
        """)
        == "ABC"
    )


def test_one_block_and_none_have_their_order():
    assert order_of("A") == "A"
    assert block_order([], NumberingSettings()) == ()
