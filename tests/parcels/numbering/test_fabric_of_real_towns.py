"""What real towns have: squares inside blocks, parcels in parts, lots through a block, hundreds of lots in one."""

import shapely
from shapely import MultiPolygon

from parcels.numbering.costs import BlockLinks
from parcels.numbering.frame import to_local_frame
from parcels.numbering.ground import read_ground
from parcels.numbering.inputs import NumberingSettings, ParcelInput, geometries
from parcels.numbering.proposal import propose
from tests.parcels.numbering.drawings import inputs_of, walks


def test_both_rings_of_a_block_around_a_square_are_walked_without_a_jump():
    proposal = propose(
        inputs_of("""
        ABCDEF
        TabcdG
        Sj..eH
        Ri..fI
        QhkmgJ
        PONMLK
        """)
    )
    (walk,) = walks(proposal)
    assert sorted(walk) == sorted("ABCDEFGHIJKLMNOPQRSTabcdefghijkm")
    assert proposal.score.A == 1.0
    assert proposal.score.W_front <= 1.5


def test_a_parcel_in_parts_is_one_parcel_reached_at_its_longest_face():
    parts = MultiPolygon([shapely.box(0, 10, 6, 20), shapely.box(40, 10, 60, 20)])
    lots = [ParcelInput(n, shapely.box(20 * n, -10, 20 * n + 20, 10)) for n in range(3)]
    ground = read_ground(to_local_frame(geometries([*lots, ParcelInput("parts", parts)])), NumberingSettings())
    place = ground.ring.line.interpolate(ground.access[3])
    assert place.distance(shapely.box(40, 20, 60, 30)) < 0.2
    assert sorted(map(str, propose([*lots, ParcelInput("parts", parts)]).blocks[0].order)) == ["0", "1", "2", "parts"]


def test_of_two_faces_that_differ_by_a_micrometre_the_longer_counts_wherever_the_lot_lies():
    corners = [(0, 0), (10, 0), (10 + 2e-6, 30), (0, 30)]  # the north face is longer by two micrometres
    for x, y in ((0.0, 0.0), (500_000.0, 4_900_000.0)):
        lot = shapely.Polygon([(cx + x, cy + y) for cx, cy in corners])
        beside = [shapely.box(x - 10, y, x, y + 30), shapely.box(x + 10 + 2e-6, y, x + 20, y + 30)]
        shapes = geometries([ParcelInput(n, shape) for n, shape in enumerate([lot, *beside])])
        ground = read_ground(to_local_frame(shapes), NumberingSettings())
        assert ground.ring.line.interpolate(ground.access[0]).y > 29


def test_in_a_deep_block_the_way_is_counted_to_every_parcel():
    lots = [ParcelInput((x, y), shapely.box(x, y, x + 1.5, y + 1.5)) for x in range(0, 34, 2) for y in range(0, 34, 2)]
    ground = read_ground(to_local_frame(geometries(lots)), NumberingSettings())
    assert ground.interior
    assert BlockLinks(ground, NumberingSettings()).stops.all()
    few = read_ground(to_local_frame(geometries(inputs_of("ABC\nHXD\nGFE"))), NumberingSettings())
    assert BlockLinks(few, NumberingSettings()).stops.sum() == 8
