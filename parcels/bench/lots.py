"""Parcels of a district, all at once: two rows back to back in each block, as an exact coverage on the millimetre.

The corners of the two rows on the line between them are drawn apart, so that most parcels meet a neighbour at a point
that is no corner of it. Some take a strip behind their neighbour (an L), some have a hole with another parcel in it,
some are of two parts; corners of blocks are cut for the street.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from parcels.bench.ground import LOTS_OF_BLOCK, Coordinates, Frame, Ground, GroundDistrict, block_corners, snapped
from parcels.bench.wkb import Bytes, multipolygons, packaged

Indices = NDArray[np.int64]
_FEWEST, _MOST = 7, 11
_CHAMFER_M = 3.0
_STRIP = 0.65
#: One in so many slots of a block.
_L_EVERY, _HOLE_EVERY, _PARTS_EVERY = 40, 400, 300
_PLAIN, _FIRST, _LAST, _L, _BESIDE_L, _HOLED, _TWO_PARTS, _TAKEN = range(8)


@dataclass(frozen=True, slots=True)
class Lots:
    """Parcels in the order of their numbers: block (index in the district), number in it, parts, area, surface."""

    corners: Coordinates
    block: list[int]
    number: list[int]
    several_parts: list[bool]
    area_m2: list[float]
    surface: list[bytes]


@dataclass(slots=True)
class _Slots:
    """Quadrilaterals of the rows: street corners a, b and spine corners c, d of each, (slots, 2)."""

    block: Indices
    north: NDArray[np.bool_]
    kind: Indices
    a: Coordinates
    b: Coordinates
    c: Coordinates
    d: Coordinates


def lots_of(ground: Ground, district: GroundDistrict, srid: int) -> Lots:
    """Return exactly as many parcels as the district is to have, surfaces in GeoPackage's form of an EPSG code."""
    dice = district.dice
    frame = Frame.of(ground.outline(district), dice)
    corners = block_corners(frame, _blocks_enough(district.parcels))
    slots = _slots(corners, dice)
    order, pieces = _surfaces(slots, srid)
    rank = np.argsort(order, kind="stable")[: district.parcels]
    slot = order[rank] // 2
    block = slots.block[slot]
    used = int(block.max()) + 1
    surfaces, areas = _joined(pieces)
    return Lots(
        corners=corners[:used],
        block=block.tolist(),
        number=(np.arange(len(block)) - np.searchsorted(block, block) + 1).tolist(),
        several_parts=(slots.kind[slot] == _TWO_PARTS).tolist(),
        area_m2=np.round(areas[rank], 2).tolist(),
        surface=[surfaces[place] for place in rank],
    )


def _blocks_enough(parcels: int) -> int:
    """Return how many blocks surely hold so many parcels: a row has nine on average and never less than seven."""
    return ceil(parcels / LOTS_OF_BLOCK * 1.05) + 2


def _slots(corners: Coordinates, dice: np.random.Generator) -> _Slots:
    blocks = len(corners)
    sizes = dice.integers(_FEWEST, _MOST + 1, size=(blocks, 2)).ravel()
    row = np.repeat(np.arange(2 * blocks), sizes)
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    block, north = row // 2, row % 2 == 1
    street, spine = _cuts(sizes, dice), _cuts(sizes, dice, loose=0.15)
    ends = _row_ends(corners, dice)
    at_row = ends[row]
    first = np.arange(len(row)) + row  # a row of n slots has n + 1 cuts
    return _Slots(
        block=block,
        north=north,
        kind=_kinds(sizes, place, row, dice),
        a=_between(at_row[:, 0], at_row[:, 1], street[first]),
        b=_between(at_row[:, 0], at_row[:, 1], street[first + 1]),
        c=_between(at_row[:, 2], at_row[:, 3], spine[first + 1]),
        d=_between(at_row[:, 2], at_row[:, 3], spine[first]),
    )


def _row_ends(corners: Coordinates, dice: np.random.Generator) -> Coordinates:
    """Return street start, street end, spine start, spine end of each row, south then north: (2 · blocks, 4, 2)."""
    share = dice.uniform(0.45, 0.55, size=(len(corners), 2))
    start = _between(corners[:, 0], corners[:, 3], share[:, 0])
    end = _between(corners[:, 1], corners[:, 2], share[:, 1])
    south = np.stack([corners[:, 0], corners[:, 1], start, end], axis=1)
    north = np.stack([corners[:, 3], corners[:, 2], start, end], axis=1)
    return np.stack([south, north], axis=1).reshape(-1, 4, 2)


def _cuts(sizes: Indices, dice: np.random.Generator, loose: float = 0.1) -> Coordinates:
    """Return where the slots of each row begin and end, 0 to 1: n + 1 numbers a row."""
    counts = sizes + 1
    place = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    size = np.repeat(sizes, counts)
    inner = (place > 0) & (place < size)
    return (place + inner * dice.uniform(-loose, loose, len(place))) / size


def _between(start: Coordinates, end: Coordinates, share: Coordinates | float) -> Coordinates:
    share = np.asarray(share)
    return snapped(start + (end - start) * (share[..., None] if share.ndim else share))


def _kinds(sizes: Indices, place: Indices, row: Indices, dice: np.random.Generator) -> Indices:
    """Draw what becomes of each slot; the middle of a row only, and never two things at once."""
    drawn = dice.random(len(row))
    size = sizes[row]
    kind = np.full(len(row), _PLAIN)
    # Slots 1 to 4 of a row may change, 5 and up never do: pairs then stay inside it.
    kind[(place == 4) & (drawn < 6 / _HOLE_EVERY)] = _HOLED
    pair = np.flatnonzero((place == 1) & (drawn < 9 / _L_EVERY))
    kind[pair], kind[pair + 1] = _L, _BESIDE_L
    parts = np.flatnonzero((place == 3) & (drawn < 9 / _PARTS_EVERY) & (size > 6))
    kind[parts], kind[parts + 2] = _TWO_PARTS, _TAKEN
    kind[place == 0], kind[place == size - 1] = _FIRST, _LAST
    return kind


def _surfaces(slots: _Slots, srid: int) -> tuple[Indices, list[tuple[Bytes, Coordinates]]]:
    """Return the order keys (twice the slot; its island one more) and, kind by kind, the surfaces with their areas."""
    order: list[Indices] = []
    pieces: list[tuple[Bytes, Coordinates]] = []

    def add(which: Indices, parts: list[list[Coordinates]], island: int = 0) -> None:
        order.append(2 * which + island)
        wound = [[_wound(ring, slots.north[which]) for ring in rings] for rings in parts]
        packed = packaged(multipolygons(wound), [rings[0] for rings in wound], srid)
        pieces.append((packed, np.sum([_area(ring) for rings in wound for ring in rings], axis=0)))

    for kind, rings in _RINGS.items():
        which = np.flatnonzero(slots.kind == kind)
        if len(which):
            add(which, rings(slots, which))
    holed = np.flatnonzero(slots.kind == _HOLED)
    if len(holed):
        add(holed, [[_island(slots, holed)]], island=1)
    return np.concatenate(order), pieces


def _joined(pieces: list[tuple[Bytes, Coordinates]]) -> tuple[list[bytes], Coordinates]:
    surfaces = [row.tobytes() for packed, _areas in pieces for row in packed]
    return surfaces, np.concatenate([areas for _packed, areas in pieces])


def _ring(*points: Coordinates) -> Coordinates:
    return np.stack([*points, points[0]], axis=1)


def _quad(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    return [[_ring(s.a[i], s.b[i], s.c[i], s.d[i])]]


def _first(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    return [[_ring(_toward(s.a[i], s.b[i]), s.b[i], s.c[i], s.d[i], _toward(s.a[i], s.d[i]))]]


def _last(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    return [[_ring(s.a[i], _toward(s.b[i], s.a[i]), _toward(s.b[i], s.c[i]), s.c[i], s.d[i])]]


def _l(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    near, far = _between(s.b[i], s.c[i], _STRIP), _between(s.b[i + 1], s.c[i + 1], _STRIP)
    return [[_ring(s.a[i], s.b[i], near, far, s.c[i + 1], s.d[i])]]


def _beside_l(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    near, far = _between(s.a[i], s.d[i], _STRIP), _between(s.b[i], s.c[i], _STRIP)
    return [[_ring(s.a[i], s.b[i], far, near)]]


def _holed(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    return [[_quad(s, i)[0][0], _island(s, i)[:, ::-1]]]


def _two_parts(s: _Slots, i: Indices) -> list[list[Coordinates]]:
    return _quad(s, i) + _quad(s, i + 2)


def _island(s: _Slots, i: Indices) -> Coordinates:
    """Return the ring of a small parcel inside another: a fifth of it, around its middle."""
    middle = (s.a[i] + s.b[i] + s.c[i] + s.d[i]) / 4
    return _ring(*(_between(middle, corner, 0.2) for corner in (s.a[i], s.b[i], s.c[i], s.d[i])))


_RINGS = {
    _PLAIN: _quad, _FIRST: _first, _LAST: _last, _L: _l, _BESIDE_L: _beside_l, _HOLED: _holed, _TWO_PARTS: _two_parts,
}  # fmt: skip


def _toward(corner: Coordinates, other: Coordinates) -> Coordinates:
    """Return the point three metres from a corner on the way to another."""
    way = other - corner
    return snapped(corner + way * (_CHAMFER_M / np.hypot(way[:, 0], way[:, 1]))[:, None])


def _wound(ring: Coordinates, north: NDArray[np.bool_]) -> Coordinates:
    """Return the rings of northern rows the other way round: there the street lies on the other side."""
    return np.where(north[:, None, None], ring[:, ::-1], ring)


def _area(ring: Coordinates) -> Coordinates:
    """Return the signed areas, square metres; computed near the ring's start, where doubles are fine."""
    near = ring - ring[:, :1]
    x, y = near[..., 0], near[..., 1]
    return np.asarray((x[:, :-1] * y[:, 1:] - x[:, 1:] * y[:, :-1]).sum(axis=1) / 2)
