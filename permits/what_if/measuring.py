"""Buildings measured against the sides of their plots, in processes side by side. Imported without Django: no model."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from multiprocessing import get_context

import shapely
from shapely.errors import GEOSException

from permits.applications.plot import Reach, Street, classify, measure
from permits.applications.plot.figures import street_width

#: Fewer are measured where they are: a process takes a second to begin.
_FEW = 1_000
_CHUNK = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A plot and what stands on it, its neighbours and the streets around (line, width in metres, name), as WKB."""

    outline: bytes
    built: bytes
    neighbours: tuple[bytes, ...]
    streets: tuple[tuple[bytes, float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How far streets reach, and how long a corner cut is at most, metres."""

    reach: Reach
    longest_cut_m: float


#: A side: role, corners, length, the street's width, and metres from it to the building (None: none before it).
Measured = tuple[str, int, int, float, Decimal | None, float | None]
#: Measures places, in their order; None for one that is no sound geometry.
Measure = Callable[[Sequence[Place]], list[tuple[Measured, ...] | None]]


@contextmanager
def measuring(gauge: Gauge) -> Iterator[Measure]:
    """Open what measures: here for few, in one process a core for many."""
    pool: list[ProcessPoolExecutor] = []

    def measure_all(places: Sequence[Place]) -> list[tuple[Measured, ...] | None]:
        if len(places) < _FEW:
            return measured(places, gauge)
        if not pool:
            pool.append(ProcessPoolExecutor(len(os.sched_getaffinity(0)), get_context("spawn")))
        chunks = [places[at : at + _CHUNK] for at in range(0, len(places), _CHUNK)]
        return list(chain.from_iterable(pool[0].map(measured, chunks, [gauge] * len(chunks))))

    try:
        yield measure_all
    finally:
        for each in pool:
            each.shutdown(cancel_futures=True)


def measured(places: Sequence[Place], gauge: Gauge) -> list[tuple[Measured, ...] | None]:
    """Measure each building against each side of its plot."""
    return [_sides(place, gauge) for place in places]


def _sides(place: Place, gauge: Gauge) -> tuple[Measured, ...] | None:
    outline, built = shapely.from_wkb(place.outline), shapely.from_wkb(place.built)
    streets = [_street(*each) for each in place.streets]
    try:
        sides = classify(
            outline, streets, [shapely.from_wkb(each) for each in place.neighbours], reach=gauge.reach,
            longest_cut_m=gauge.longest_cut_m,
        )  # fmt: skip
        found = [measure(built, side, 0.0, 0.0) for side in sides]
    except GEOSException:
        return None
    return tuple(
        (
            each.side.role.value, each.side.from_corner, each.side.to_corner, each.side.length_m,
            street_width(each.side), each.clear_m,
        )
        for each in found
    )  # fmt: skip


@lru_cache(maxsize=4_096)
def _street(line: bytes, width_m: float, name: str) -> Street:
    """Return a street, the same object for all plots along it."""
    return Street(line=shapely.from_wkb(line), width_m=width_m, name=name)
