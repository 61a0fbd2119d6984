"""What a file says of land beside what it was when the file was made: outlines changed, split, merged, new, gone; pure.

Rows and parcels whose land meets are one group: what changes together is asked for together. A row keeps the key that
it carries (QGIS copies it to all parts of a split feature); one without continues the parcel that it holds most of.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry

from parcels.register.same_land import STRIP_M, shares_land
from permits.subdivisions.enums import Difference


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel as it stands at one moment: number, boundary version and outline."""

    key: UUID
    number: str
    version: int
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a file: its number in the file, the parcel that it continues (None: none), its label, its outline."""

    row: int
    key: UUID | None
    label: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Item:
    """One difference: a row, or a parcel that is gone; corners that came, and how far the outline moved at most, m."""

    what: Difference
    key: UUID | None
    row: Drawn | None = None
    corners: int = 0
    farthest_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Differences that belong together, and the parcels whose land they touch."""

    keys: tuple[UUID, ...]
    items: tuple[Item, ...]

    @property
    def rows(self) -> tuple[Drawn, ...]:
        """The rows of the group."""
        return tuple(item.row for item in self.items if item.row is not None)


@dataclass(frozen=True, slots=True)
class Compared:
    """All differences, how many parcels have none, and rows whose number was written over: (row, number that stays)."""

    groups: tuple[Group, ...]
    unchanged: frozenset[UUID]
    renumbered: tuple[tuple[Drawn, str], ...]


Base: TypeAlias = Mapping[UUID, Standing]


def compare(base: Base, drawn: Sequence[Drawn]) -> Compared:
    """Return how rows differ from the parcels that were taken along; outlines in one CRS, metres, on the millimetre."""
    rows, still, renumbered = _unmoved(base, drawn)
    loose = [base[key] for key in base if key not in still]
    meeting = _meeting(loose, rows)
    rows = [_keyed(row, base, met) for row, met in zip(rows, meeting, strict=True)]
    groups = [_group(base, keys, [(rows[at], meeting[at]) for at in places]) for keys, places in
              _connected([held.key for held in loose], rows, meeting)]  # fmt: skip
    groups.sort(key=lambda group: min((row.row for row in group.rows), default=len(drawn) + 1))
    return Compared(tuple(groups), frozenset(still), tuple(renumbered))


def same_land(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Say whether two outlines hold the same land: nowhere do they differ by more than the register lets neighbours."""
    if shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), tolerance=0.0005):
        return True
    differing = shapely.symmetric_difference(one, other)
    return bool(shapely.buffer(differing, -STRIP_M / 2).is_empty)


def _unmoved(base: Base, drawn: Sequence[Drawn]) -> tuple[list[Drawn], set[UUID], list[tuple[Drawn, str]]]:
    """Return the rows that differ, the parcels that a row leaves as they are, and rows with another number."""
    still: set[UUID] = set()
    left, renumbered = [], []
    for row in drawn:
        held = base.get(row.key) if row.key is not None else None
        if held is None or held.key in still or not same_land(held.shape, row.shape):
            left.append(row)
            continue
        still.add(held.key)
        if row.label != held.number:
            renumbered.append((row, held.number))
    known = set(base) - still
    return [row if row.key in known else replace(row, key=None) for row in left], still, renumbered


def _meeting(loose: Sequence[Standing], rows: Sequence[Drawn]) -> list[set[UUID]]:
    """Return of each row the parcels whose land it takes."""
    shapes = [held.shape for held in loose]
    tree = shapely.STRtree(shapes)
    return [
        {loose[at].key for at in tree.query(row.shape, predicate="intersects") if shares_land(row.shape, shapes[at])}
        for row in rows
    ]


def _keyed(row: Drawn, base: Base, met: Iterable[UUID]) -> Drawn:
    if row.key is not None:
        return row
    held = {key: shapely.area(shapely.intersection(row.shape, base[key].shape)) for key in met}
    return replace(row, key=max(held, key=lambda key: (held[key], str(key)))) if held else row


def _connected(
    keys: Sequence[UUID], rows: Sequence[Drawn], meeting: Sequence[set[UUID]]
) -> list[tuple[list[UUID], list[int]]]:
    """Return the parcels and the places of rows that hang together, by land or by key."""
    group_of: dict[UUID, int] = {key: at for at, key in enumerate(keys)}
    members: dict[int, tuple[list[UUID], list[int]]] = {at: ([key], []) for at, key in enumerate(keys)}
    for place, (row, met) in enumerate(zip(rows, meeting, strict=True)):
        touched = {group_of[key] for key in (met | {row.key} if row.key is not None else met)}
        target = min(touched, default=len(keys) + place)
        joined = members.setdefault(target, ([], []))
        joined[1].append(place)
        for other in touched - {target}:
            more_keys, more_rows = members.pop(other)
            joined[0].extend(more_keys)
            joined[1].extend(more_rows)
            group_of.update(dict.fromkeys(more_keys, target))
    return list(members.values())


def _group(base: Base, keys: Sequence[UUID], rows: Sequence[tuple[Drawn, set[UUID]]]) -> Group:
    own = Counter(row.key for row, _met in rows)
    absent = {key for key in keys if not own[key]}
    items = [_item(base, row, several=own[row.key] > 1, absorbs=bool(met & absent)) for row, met in rows]
    if not rows:
        items = [Item(Difference.GONE, key) for key in keys]
    items.sort(key=lambda item: item.row.row if item.row else 0)
    return Group(tuple(keys), tuple(items))


def _item(base: Base, row: Drawn, *, several: bool, absorbs: bool) -> Item:
    if row.key is None:
        return Item(Difference.NEW, None, row)
    if absorbs:
        return Item(Difference.MERGED, row.key, row)
    if several:
        return Item(Difference.PART, row.key, row)
    former = base[row.key].shape
    came = _corners(row.shape) - _corners(former)
    farthest = shapely.hausdorff_distance(shapely.boundary(former), shapely.boundary(row.shape))
    return Item(Difference.OUTLINE, row.key, row, len(came), round(float(farthest), 3))


def _corners(shape: BaseGeometry) -> set[tuple[int, int]]:
    return {(round(x * 1000), round(y * 1000)) for x, y in shapely.get_coordinates(shape).tolist()}
