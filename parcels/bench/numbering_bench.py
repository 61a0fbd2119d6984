"""How good and how fast numbers are: against peers on the same land, from file to file, and a territory in parallel."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from django.conf import settings as django_settings
from numpy.typing import NDArray

from geo.exchange.foreign import read_foreign, write_rows
from parcels.bench.organic import organic_quarter
from parcels.bench.peers import PEERS
from parcels.bench.timing import Metric, at_most, seconds
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import propose
from parcels.numbering.score import Score

Shapes = NDArray[np.object_]

DISTRICT, BLOCK = 10_000, 600
#: Of the specification: what a surveyor's computer must do.
DISTRICT_S, BLOCK_S, WORKER_MIB = 60.0, 10.0, 2048.0
#: Share of the best peer's missing adjacencies that remain, on the real old quarter that ships with the sample.
MISSES_OF_BEST = 0.40
CRS = "EPSG:32639"


@dataclass(frozen=True, slots=True)
class NumberingBench:
    """Where files go, whether to be quick about it, and how many parcels the territory has if not the usual number."""

    folder: Path
    quick: bool
    parcels: int | None = None


def measure_peers(bench: NumberingBench) -> Iterator[Metric]:
    """Score the engine and its peers on the same land in the same run: the real old quarter and a made-up one."""
    yield from _compared("kastoria", _kastoria(), goal=MISSES_OF_BEST)
    yield from _compared("organic", organic_quarter(400 if bench.quick else 4_000, seed=1), goal=None)


def measure_block(bench: NumberingBench) -> Iterator[Metric]:
    """Number one crooked block of 600 parcels."""
    shapes = organic_quarter(BLOCK, seed=2, per_block=BLOCK + 40)[:BLOCK]
    yield at_most("block_600", seconds(lambda: propose(_inputs(shapes))), "s", BLOCK_S)


def measure_district(bench: NumberingBench) -> Iterator[Metric]:
    """Number a district from reading its file to writing the copy, in a process of its own on one core."""
    count = DISTRICT // 10 if bench.quick else DISTRICT
    shapes = organic_quarter(count, seed=3)[:count]
    source, target = bench.folder / "district.gpkg", bench.folder / "numbered.gpkg"
    numbers = {"parcel": np.arange(count, dtype=np.int64)}
    write_rows(source, "parcels", shapes, numbers, shape="Polygon", crs=CRS)
    command = [
        sys.executable,
        str(django_settings.ROOT / "manage.py"),
        "number_file",
        str(source),
        "--out",
        str(target),
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    name, limit = f"district_{count}", DISTRICT_S * count / DISTRICT
    yield at_most(f"{name}_read_to_write", taken, "s", limit)
    yield at_most(f"{name}_of_one_core", worked, "s", limit)
    yield at_most(f"{name}_peak", after.ru_maxrss / 1024, "MiB", WORKER_MIB)


def _kastoria() -> Shapes:
    source = django_settings.ROOT / "data" / "demo" / "source" / "kastoria_1925.gpkg"
    return read_foreign(source, "parcels_1925").shapes


def _compared(name: str, shapes: Shapes, *, goal: float | None) -> Iterator[Metric]:
    inputs = _inputs(shapes)
    ours = propose(inputs).score
    peers = {peer: propose(inputs, walker=walker).score for peer, walker in PEERS.items()}
    for peer, theirs in peers.items():
        for figure, better in (("A", 1), ("N12", 1), ("W", -1), ("W_front", -1)):
            yield _beside(f"{name}_{figure}_against_{peer}", _of(ours, figure), _of(theirs, figure), better)
    least = min(1 - _of(score, "A") for score in peers.values())
    misses = 1 - _of(ours, "A")
    ratio = misses / least
    limit = 1.0 if goal is None else goal
    yield Metric(f"{name}_misses_of_best_peer", misses, "share", f"<= {limit:g} times", ratio <= limit, least, ratio)


def _beside(metric: str, value: float, against: float, better: int) -> Metric:
    """A figure beside a peer's: A and N12 should be greater, W smaller."""
    met = value >= against if better > 0 else value <= against
    return Metric(metric, value, "share" if better > 0 else "times", ">= peer" if better > 0 else "<= peer", met,
                  against, value / against)  # fmt: skip


def _of(score: Score, figure: str) -> float:
    value = getattr(score, figure)
    if value is None:
        raise ValueError(f"{figure} cannot be measured on this land")
    return float(value)


def _inputs(shapes: Shapes) -> list[ParcelInput]:
    return [ParcelInput(n, shape) for n, shape in enumerate(shapes) if isinstance(shape, shapely.Geometry)]
