"""A territory numbered municipality by municipality: in one process, and by workers side by side; the same bytes."""

import hashlib
import logging
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import shapely

from parcels.bench.ground import Ground
from parcels.bench.lots import lots_of
from parcels.bench.numbering_bench import WORKER_MIB, NumberingBench
from parcels.bench.timing import Metric, at_most, seconds
from parcels.bench.wkb import HEADER
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import propose

WORKERS = 2
SRID = 32639


def measure_territory(bench: NumberingBench) -> Iterator[Metric]:
    """Number every municipality twice: by a local cluster and by one process; all numbers must be the same."""
    ground = Ground(4_000, municipalities=4) if bench.quick else Ground(1_000_000, municipalities=285)
    side_by_side: list[tuple[str, float]] = []
    alone: list[tuple[str, float]] = []
    places = list(range(ground.municipalities))
    with local_cluster() as client:
        client.run(number_municipality, Ground(20), 0)  # libraries are loaded before the clock runs
        taken = seconds(lambda: side_by_side.extend(by_cluster(client, ground, places)))
    single = seconds(lambda: alone.extend(number_municipality(ground, place) for place in places))
    name = f"territory_{ground.parcels}"
    same = sum(one[0] == other[0] for one, other in zip(side_by_side, alone, strict=True))
    share = same / len(places)
    yield Metric(f"{name}_cluster", taken, "s", "<= 1 times", taken <= single, single, taken / single)
    yield Metric(f"{name}_same_bytes", share, "share", "== 1", share == 1, float(len(places)), share)
    yield at_most(f"{name}_worker_peak", max(peak for _digest, peak in side_by_side), "MiB", WORKER_MIB)


def number_municipality(ground: Ground, place: int) -> tuple[str, float]:
    """Return the SHA-256 of a municipality's numbers, a line each, and the most memory this process has held, MiB."""
    digest = hashlib.sha256()
    for district in ground.districts():
        if district.municipality == place:
            surfaces = [surface[HEADER:] for surface in lots_of(ground, district, SRID).surface]
            parcels = [ParcelInput(n, shape) for n, shape in enumerate(shapely.from_wkb(surfaces))]
            for line in _lines(parcels):
                digest.update(line)
    return digest.hexdigest(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _lines(parcels: list[ParcelInput]) -> Iterator[bytes]:
    for number, block in enumerate(propose(parcels).blocks, start=1):
        for seq, key in enumerate(block.order, start=1):
            yield f"{number},{seq},{key}\n".encode()


def by_cluster(client: Any, ground: Ground, places: list[int]) -> list[tuple[str, float]]:
    """Number municipalities by the workers of a cluster; the answers come in the order of the places."""
    waiting = [client.submit(number_municipality, ground, place) for place in places]
    answers: list[tuple[str, float]] = client.gather(waiting)
    return answers


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
