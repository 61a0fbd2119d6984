"""Streets: found among the parcels, and as centre lines that cut blocks out of the ground."""

import random
from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon
from shapely.affinity import translate
from shapely.ops import substring

from parcels.numbering.blocks import components
from parcels.numbering.inputs import NumberingSettings, ParcelInput, geometries
from parcels.numbering.proposal import propose
from parcels.numbering.streets import face_of_each, reconcile_blocks, street_faces, street_like
from tests.parcels.numbering.drawings import inputs_of, walks

SETTINGS = NumberingSettings()


def town(columns: int = 6, rows: int = 5) -> list[ParcelInput]:
    """Blocks of two rows of five lots, 12 m streets between them."""
    lots = [
        ParcelInput(
            f"{c}.{r}.{x}.{y}",
            shapely.box(*(corner := (c * 62 + x * 10, r * 42 + y * 15)), corner[0] + 10, corner[1] + 15),
        )
        for c in range(columns)
        for r in range(rows)
        for x in range(5)
        for y in range(2)
    ]
    return lots


def streets(seed: int, columns: int = 6, rows: int = 5) -> list[LineString]:
    """Centre lines from crossing to crossing, a quarter of the ends 0.3 to 3 m short."""
    dice = random.Random(seed)
    xs = [c * 62 - 6 for c in range(columns + 1)]
    ys = [r * 42 - 6 for r in range(rows + 1)]
    pieces = [((x, a), (x, b)) for x in xs for a, b in pairwise(ys)]
    pieces += [((a, y), (b, y)) for y in ys for a, b in pairwise(xs)]
    return [_shortened(LineString(piece), dice) for piece in pieces]


def _shortened(line: LineString, dice: random.Random) -> LineString:
    cuts = [dice.uniform(0.3, 3.0) if dice.random() < 0.25 else 0.0 for _ in range(2)]
    return substring(line, cuts[0], line.length - cuts[1])


def adjusted_rand(one: np.ndarray, other: np.ndarray) -> float:
    """Hubert and Arabie (1985): 1 for equal partitions, 0 for what chance would give."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    pairs = [float((counts * (counts - 1) / 2).sum()) for counts in (table, table.sum(1), table.sum(0))]
    chance = pairs[1] * pairs[2] / (len(one) * (len(one) - 1) / 2)
    return (pairs[0] - chance) / ((pairs[1] + pairs[2]) / 2 - chance)


@pytest.mark.parametrize("seed", range(5))
def test_blocks_from_streets_with_ends_too_short_are_those_of_the_parcels(seed):
    shapes = geometries(town())
    faces = face_of_each(shapes, street_faces(streets(seed), SETTINGS.street_gap_m))
    assert faces.min() >= 0
    assert adjusted_rand(components(shapes, SETTINGS.block_gap_m), faces) == 1.0
    assert reconcile_blocks(town(), streets(seed), SETTINGS) == ()


def test_without_lengthened_ends_the_same_streets_hardly_enclose_a_block():
    assert len(street_faces(streets(0), 0.0)) < 15


def square(x0: float, y0: float, x1: float, y1: float) -> LineString:
    return LineString(shapely.box(x0, y0, x1, y1).exterior.coords)


def told(parcels, lines) -> list[tuple[str, list[list[str]]]]:
    found = reconcile_blocks(parcels, lines, SETTINGS)
    return [(each.code, sorted(sorted(group) for group in each.groups)) for each in found]


def test_a_block_that_a_street_crosses_is_told():
    across = LineString([(20, -5), (20, 15)])
    assert told(inputs_of("ABCD"), [square(-5, -5, 45, 15), across]) == [("split_by_streets", [["A", "B"], ["C", "D"]])]


def test_blocks_between_which_no_street_runs_are_told():
    assert told(inputs_of("AB.CD"), [square(-5, -5, 55, 15)]) == [("joined_by_streets", [["A", "B"], ["C", "D"]])]


def test_a_parcel_that_no_streets_enclose_is_told():
    assert told(inputs_of("AB...C"), [square(-5, -5, 25, 15)]) == [("in_no_face", [["C"]])]
    assert told(inputs_of("A"), []) == [("in_no_face", [["A"]])]


def test_neither_order_nor_direction_of_streets_matters():
    parcels, lines = town(), [*streets(1), LineString([(20, -50), (20, 300)])]
    turned = [line.reverse() for line in lines[::-1]]
    expected = reconcile_blocks(parcels, lines, SETTINGS)
    assert len(expected) == 5
    assert reconcile_blocks(parcels[::-1], turned, SETTINGS) == expected


def test_a_proposal_lists_disagreements_and_follows_the_parcels():
    proposal = propose(inputs_of("ABCD"), streets=[square(-5, -5, 45, 15), LineString([(20, -5), (20, 15)])])
    assert walks(proposal) == ["ABCD"]
    assert [each.code for each in proposal.disagreements] == ["split_by_streets"]
    assert propose(inputs_of("ABCD")).disagreements == ()


STREET = ParcelInput("street", Polygon([(-12, 50), (-12, -12), (400, -12), (400, 0), (0, 0), (0, 50)]))


def test_a_street_in_the_parcel_layer_is_offered_and_numbered_like_any_other_until_somebody_says_so():
    parcels = [*inputs_of("AB.CD.EF"), STREET]
    offered = propose(parcels)
    assert offered.street_like == ("street",)
    assert len(offered.blocks) == 1
    accepted = propose(parcels, set_aside=offered.street_like)
    assert walks(accepted) == ["AB", "CD", "EF", "street"]
    assert accepted.street_like == ()
    assert propose(parcels[::-1], set_aside={"street"}) == accepted


def test_a_large_garden_and_a_narrow_strip_are_no_streets():
    garden = shapely.box(0, 0, 300, 200)
    strip = shapely.box(0, 0, 1, 60)
    lots = geometries(inputs_of("ABCDEF"))
    assert not street_like(np.array([garden, strip, *lots], dtype=object)).any()
    assert (
        street_like(np.array([translate(STREET.geometry, 5, 5), *lots], dtype=object)).tolist() == [True] + [False] * 6
    )
