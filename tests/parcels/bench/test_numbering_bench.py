"""What numbering is compared with and measured on: peers that do what they say, land from a seed."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from parcels.bench.ground import Ground
from parcels.bench.numbering_bench import NumberingBench, measure_district
from parcels.bench.organic import organic_quarter
from parcels.bench.peers import PEERS
from parcels.bench.territory_numbering import (
    measure_territory,
    number_municipality,
    same_bytes,
    territory_of,
)
from parcels.numbering.ground import read_ground
from parcels.numbering.inputs import NumberingSettings, ParcelInput, geometries
from parcels.numbering.proposal import propose
from tests.parcels.numbering.drawings import inputs_of

ROWS = """
ABCD
EFGH
IJKL
MNOP
"""


def walk(drawing: str, peer: str) -> str:
    parcels = inputs_of(drawing)
    order = PEERS[peer](read_ground(geometries(parcels), NumberingSettings()), NumberingSettings())
    return "".join(str(parcels[n].key) for n in order)


def test_serpentine_goes_there_and_back():
    assert walk(ROWS, "serpentine") == "ABCDHGFEIJKLPONM"


def test_hilbert_fills_quadrant_after_quadrant_and_never_jumps():
    found = walk(ROWS, "hilbert")
    assert [set(found[n : n + 4]) for n in range(0, 16, 4)] in (
        [set("IJMN"), set("ABEF"), set("CDGH"), set("KLOP")],
        [set("IJMN"), set("KLOP"), set("CDGH"), set("ABEF")],
    )
    places = [divmod(ord(letter) - ord("A"), 4) for letter in found]
    assert all(abs(a - c) + abs(b - d) == 1 for (a, b), (c, d) in pairwise(places))


def test_clockwise_goes_by_angle_from_the_north_west():
    assert walk("ABC\nH.D\nGFE", "clockwise") == "ABCDEFGH"


def test_greedy_goes_to_the_neighbour_with_most_in_common_and_else_to_the_nearest():
    assert walk("ABB\nACC", "greedy") in ("ACB", "ABC")
    assert walk("AB..D\n...CD", "greedy")[:2] == "AB"


@pytest.mark.parametrize("peer", list(PEERS))
def test_every_peer_numbers_every_parcel_once(peer):
    shapes = organic_quarter(80, seed=5)
    proposal = propose([ParcelInput(n, shape) for n, shape in enumerate(shapes)], walker=PEERS[peer])
    assert sorted(key for block in proposal.blocks for key in block.order) == list(range(len(shapes)))


def test_a_quarter_is_the_same_from_the_same_seed_and_of_sound_parcels():
    one, again, other = (organic_quarter(150, seed=seed) for seed in (7, 7, 8))
    assert shapely.to_wkb(one).tolist() == shapely.to_wkb(again).tolist() != shapely.to_wkb(other).tolist()
    assert shapely.is_valid(one).all()
    assert len(one) >= 150
    left, right = shapely.STRtree(one).query(one, predicate="overlaps")
    assert shapely.area(shapely.intersection(one[left], one[right])).max(initial=0) < 1e-6


def test_some_parcels_of_a_quarter_have_no_street():
    shapes = organic_quarter(150, seed=7)
    proposal = propose([ParcelInput(n, shape) for n, shape in enumerate(shapes)], walker=PEERS["serpentine"])
    grounds = [read_ground(shapes[list(block.order)], NumberingSettings()) for block in proposal.blocks]
    share = sum(len(ground.interior) for ground in grounds) / len(shapes)
    assert 0.1 < share < 0.4
    assert len(proposal.blocks) > 2


def test_a_territory_is_numbered_by_a_cluster_as_by_one_process(tmp_path):
    figures = {one.metric: one for one in measure_territory(NumberingBench(tmp_path, quick=True, parcels=6_500))}
    assert figures["territory_6500_numbered"].value == 6_500
    assert figures["territory_6500_same_bytes_of_7_municipalities"].met
    assert figures["territory_6500_worker_peak"].met
    lines = [path.read_text().splitlines() for path in sorted((tmp_path / "together").iterdir())]
    assert len(lines) == 7
    for municipality in lines:
        blocks, places, keys = zip(*(map(int, line.split(",")) for line in municipality), strict=True)
        assert sorted(keys) == list(range(len(keys)))
        assert len(set(zip(blocks, places, strict=True))) == len(keys)


def test_the_full_form_is_a_million_parcels_in_285_municipalities(tmp_path):
    ground = territory_of(NumberingBench(tmp_path, quick=False))
    assert (ground.parcels, ground.municipalities) == (1_000_000, 285)


def test_one_number_that_differs_is_seen(tmp_path):
    ground = Ground(60, municipalities=2)
    for folder in ("one", "other"):
        number_municipality(ground, 0, tmp_path / folder)
    assert same_bytes(tmp_path / "one", tmp_path / "other", 0)
    changed = (tmp_path / "other" / "000.csv").read_bytes().replace(b"1,1,", b"1,9,", 1)
    (tmp_path / "other" / "000.csv").write_bytes(changed)
    assert not same_bytes(tmp_path / "one", tmp_path / "other", 0)


def test_a_district_is_measured_from_file_to_file(tmp_path, monkeypatch):
    monkeypatch.setattr("parcels.bench.numbering_bench.DISTRICT", 600)
    figures = {one.metric: one for one in measure_district(NumberingBench(tmp_path, quick=True))}
    assert set(figures) == {f"district_60_{name}" for name in ("read_to_write", "of_one_core", "peak")}
    assert np.all([one.value > 0 for one in figures.values()])
    assert (tmp_path / "numbered.gpkg").exists()
