"""A territory numbered municipality by municipality: by workers side by side, and in one process; the same bytes.

Municipalities are handed out as workers get free, and each writes its numbers to a file of its own: nobody holds more
than a few municipalities at a time, however large the territory.
"""

import filecmp
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

import shapely
from tqdm import tqdm

from parcels.bench.ground import MOST_MUNICIPALITIES, Ground
from parcels.bench.lots import lots_of
from parcels.bench.numbering_bench import WORKER_MIB, NumberingBench
from parcels.bench.timing import Metric, at_most, peak_mib, seconds
from parcels.bench.wkb import HEADER
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import propose

WORKERS = 2
SRID = 32639
#: Municipalities that are with a worker or wait for it, for each worker.
IN_HAND = 2
#: A million parcels make 285 municipalities of this size, as many as there are in Saudi Arabia.
PARCELS, OF_ONE = 1_000_000, 3_509
QUICK_PARCELS, QUICK_OF_ONE = 4_000, 1_000
#: Of so many municipalities one is numbered in one process too; the quick form compares them all.
SAMPLED = 10


@dataclass(frozen=True, slots=True)
class Numbered:
    """A municipality that was numbered: its parcels, and the most memory its process has held so far, MiB."""

    place: int
    parcels: int
    peak_mib: float


def measure_territory(bench: NumberingBench) -> Iterator[Metric]:
    """Number all municipalities by a local cluster, a sample of them by one process too, and compare their files."""
    ground = territory_of(bench)
    places = range(ground.municipalities)
    sample = places if bench.quick else places[::SAMPLED]
    together, alone = bench.folder / "together", bench.folder / "alone"
    by_workers: list[Numbered] = []
    by_one: list[Numbered] = []
    with local_cluster() as client:
        client.run(number_municipality, Ground(20), 0, bench.folder)  # libraries are loaded before the clock runs
        done = by_cluster(client, ground, places, together)
        taken = seconds(lambda: by_workers.extend(_shown("by workers", done, ground.parcels)))
    one_by_one = (number_municipality(ground, place, alone) for place in sample)
    of_sample = ground.parcels * len(sample) // len(places)
    single = seconds(lambda: by_one.extend(_shown("by one process", one_by_one, of_sample)))
    yield from _compared(ground, by_workers, taken, by_one, single)
    same = sum(same_bytes(together, alone, place) for place in sample) / len(sample)
    yield Metric(f"{_name(ground)}_same_bytes_of_{len(sample)}_municipalities", same, "share", "== 1", same == 1)


def _compared(
    ground: Ground, by_workers: list[Numbered], taken: float, by_one: list[Numbered], single: float
) -> Iterator[Metric]:
    """Say how much was numbered, how fast beside one process, and in how much memory."""
    name, numbered = _name(ground), sum(one.parcels for one in by_workers)
    yield Metric(f"{name}_numbered", numbered, "parcels", f"== {ground.parcels}", numbered == ground.parcels)
    yield Metric(f"{name}_cluster", taken, "s", "told", True)
    pace, alone_pace = 1000 * taken / numbered, 1000 * single / sum(one.parcels for one in by_one)
    yield Metric(f"{name}_cluster_each", pace, "ms", "<= 1 times", pace <= alone_pace, alone_pace, pace / alone_pace)
    yield at_most(f"{name}_worker_peak", max(one.peak_mib for one in by_workers), "MiB", WORKER_MIB)


def territory_of(bench: NumberingBench) -> Ground:
    """Return the land to number: a million parcels, few to be quick, or as many as were asked for."""
    parcels = bench.parcels or (QUICK_PARCELS if bench.quick else PARCELS)
    wanted = ceil(parcels / (QUICK_OF_ONE if bench.quick else OF_ONE))
    return Ground(parcels, municipalities=min(wanted, MOST_MUNICIPALITIES))


def number_municipality(ground: Ground, place: int, folder: Path) -> Numbered:
    """Write a municipality's numbers to its file in the folder, a line each, district by district."""
    folder.mkdir(exist_ok=True)
    parcels = 0
    with _file_of(folder, place).open("wb") as out:
        for district in ground.districts():
            if district.municipality == place:
                surfaces = [surface[HEADER:] for surface in lots_of(ground, district, SRID).surface]
                out.writelines(_lines(shapely.from_wkb(surfaces)))
                parcels += len(surfaces)
    return Numbered(place, parcels, peak_mib())


def by_cluster(client: Any, ground: Ground, places: Iterable[int], folder: Path) -> Iterator[Numbered]:
    """Number municipalities by the workers of a cluster; each is told when it is done, and let go."""
    from distributed import as_completed

    waiting = (client.submit(number_municipality, ground, place, folder, pure=False) for place in places)
    in_hand = as_completed(list(islice(waiting, WORKERS * IN_HAND)))
    for future in in_hand:
        yield future.result()
        in_hand.update(list(islice(waiting, 1)))


def same_bytes(one: Path, other: Path, place: int) -> bool:
    """Whether a municipality's numbers are the same in two folders, byte by byte."""
    return filecmp.cmp(_file_of(one, place), _file_of(other, place), shallow=False)


@contextmanager
def local_cluster() -> Iterator[Any]:
    """Give a client of workers on this machine, each one process that may hold 2 GiB."""
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.WARNING)
    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, memory_limit="2GiB", host="127.0.0.1", dashboard_address=":0"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _lines(shapes: Any) -> Iterator[bytes]:
    blocks = propose([ParcelInput(n, shape) for n, shape in enumerate(shapes)]).blocks
    for number, block in enumerate(blocks, start=1):
        for seq, key in enumerate(block.order, start=1):
            yield f"{number},{seq},{key}\n".encode()


def _name(ground: Ground) -> str:
    return f"territory_{ground.parcels}"


def _file_of(folder: Path, place: int) -> Path:
    return folder / f"{place:03d}.csv"


def _shown(title: str, done: Iterable[Numbered], parcels: int) -> Iterator[Numbered]:
    """Pass municipalities on, and say on standard error how far the work is."""
    with tqdm(total=parcels, desc=title, unit=" parcels", unit_scale=True, mininterval=5, file=sys.stderr) as bar:
        for one in done:
            bar.update(one.parcels)
            yield one
