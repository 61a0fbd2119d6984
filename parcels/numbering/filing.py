"""Rows of a layer numbered: blocks and walks for what is sound, the last places for what is not."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

import numpy as np
import shapely
from shapely import LineString

from parcels.numbering.blocks import find_blocks
from parcels.numbering.errors import FaultyRows
from parcels.numbering.inputs import Geometries, InvalidParcelsError, Key, ParcelInput, check_parcels, geometries
from parcels.numbering.policies.errors import UnfitPolicy
from parcels.numbering.policies.numbering import NumberedBlock, Numbering, Progress, number_blocks, number_quarter
from parcels.numbering.policies.policy import Number, Policy
from parcels.numbering.proposal import DEFAULT_SETTINGS
from parcels.numbering.streets import street_like


class Invalid(StrEnum):
    """What becomes of rows that cannot be walked past: numbered last, or a reason to number nothing."""

    LAST = "last"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to number: unique keys, polygons in metres (None where there are none), and the block of each, if given.

    Blocks that are found are counted from `first_block`. With `streets_last`, parcels that seem to be streets tie no
    blocks together and come last, in a block of their own.
    """

    keys: Sequence[int] | Sequence[str]
    shapes: Geometries
    blocks: Sequence[Hashable] | None = None
    streets: Sequence[LineString] | None = None
    first_block: int = 1
    streets_last: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row came to stand: block, number and suffix in it, and `seq`, its place in the walk of the block."""

    block: int
    number: Number
    seq: int


@dataclass(slots=True)
class Filed:
    """The place of every row, the blocks as they were walked, what was set aside and why.

    `labels` are the names of given blocks by block number. Rows that were set aside come last in the block that
    is nearest (a twin in that of its twin); without any geometry, in a block of their own.
    """

    places: dict[Key, Place]
    numbering: Numbering
    block_numbers: list[int]
    faults: dict[str, list[Key]]
    labels: dict[int, str] = field(default_factory=dict)


def number_rows(
    rows: Rows,
    policy: Policy,
    *,
    invalid: Invalid = Invalid.LAST,
    progress: Progress = lambda parcels: None,
) -> Filed:
    """Number all rows by a policy; every key gets exactly one place. Errors: FaultyRows, UnfitPolicy."""
    sound, faults = sort_out(rows)
    if faults and invalid is Invalid.REFUSE:
        raise FaultyRows(faults=faults)
    policy.check(rows.keys)
    walking = policy.about({str(parcel.key) for parcel in sound})
    parted = None if rows.blocks is None else dict(zip(rows.keys, rows.blocks, strict=True))
    if parted is None:
        aside = _seeming_streets(sound) if rows.streets_last else ()
        numbering = number_quarter(sound, walking, streets=rows.streets, set_aside=aside, progress=progress)
    else:
        numbering = number_blocks(_given_blocks(sound, parted), walking, progress=progress)
    filed = Filed({}, numbering, _block_numbers(numbering, parted, rows.first_block), faults)
    if parted is not None:
        filed.labels = {
            number: str(parted[block.order[0]])
            for number, block in zip(filed.block_numbers, numbering.blocks, strict=True)
            if parted[block.order[0]] is not None
        }
    for number, block in zip(filed.block_numbers, numbering.blocks, strict=True):
        _place(filed, number, block)
    _place_last(filed, rows, policy, parted)
    return filed


def sort_out(rows: Rows) -> tuple[list[ParcelInput], dict[str, list[Key]]]:
    """Return the parcels that can be walked past, and the keys of all others by reason, each key once."""
    faults: dict[str, list[Key]] = {}
    pairs = list(zip(rows.keys, rows.shapes, strict=True))
    if missing := [key for key, shape in pairs if shape is None]:
        faults["no geometry"] = list(missing)
    parcels = [ParcelInput(key, shape) for key, shape in pairs if shape is not None]
    try:
        check_parcels(parcels)
    except InvalidParcelsError as error:
        faults |= {reason: list(keys) for reason, keys in error.faults.items()}
    bad = {key for keys in faults.values() for key in keys}
    parcels = [parcel for parcel in parcels if parcel.key not in bad]
    twins = _twins(parcels)
    if twins:
        faults["same geometry as another row"] = sorted(twins, key=str)
    return [parcel for parcel in parcels if parcel.key not in twins], faults


def _seeming_streets(parcels: Sequence[ParcelInput]) -> set[Key]:
    if not parcels:
        return set()
    found = street_like(geometries(parcels))
    return {parcel.key for parcel, street in zip(parcels, found, strict=True) if street}


def _twins(parcels: Sequence[ParcelInput]) -> dict[Key, Key]:
    """Return the rows whose geometry another row has too, each with that other row: the first by key is walked."""
    first: dict[bytes, Key] = {}
    twins: dict[Key, Key] = {}
    shapes = [parcel.geometry for parcel in parcels]
    prints = shapely.to_wkb(shapely.normalize(np.array(shapes, dtype=object))) if shapes else []
    for parcel, mark in sorted(zip(parcels, prints, strict=True), key=lambda pair: _natural(pair[0].key)):
        if mark in first:
            twins[parcel.key] = first[mark]
        else:
            first[mark] = parcel.key
    return twins


def _given_blocks(parcels: Sequence[ParcelInput], parted: Mapping[Key, Hashable]) -> list[Sequence[ParcelInput]]:
    """Return the parcels of each given block; those of none in the blocks that they make by themselves."""
    blocks: dict[Hashable, list[ParcelInput]] = {}
    for parcel in parcels:
        blocks.setdefault(parted[parcel.key], []).append(parcel)
    left = blocks.pop(None, [])
    known = {parcel.key: parcel for parcel in left}
    found = ([known[key] for key in block.keys] for block in find_blocks(left, DEFAULT_SETTINGS.block_gap_m))
    return [*blocks.values(), *found]


def _block_numbers(numbering: Numbering, parted: Mapping[Key, Hashable] | None, first: int) -> list[int]:
    """Return the number of each block: the given ones where all given are positive whole numbers, else counted."""
    given = {value for value in parted.values() if value is not None} if parted else set()
    if parted is None or not all(isinstance(value, int) and value > 0 for value in given):
        return list(range(first, first + len(numbering.blocks)))
    following = count(max((int(str(value)) for value in given), default=0) + 1)
    labels = [parted[block.order[0]] for block in numbering.blocks]
    return [next(following) if label is None else int(str(label)) for label in labels]


def _place(filed: Filed, number: int, block: NumberedBlock) -> None:
    for seq, (key, given) in enumerate(zip(block.order, block.numbers, strict=True), start=1):
        filed.places[key] = Place(number, given, seq)


def _place_last(filed: Filed, rows: Rows, policy: Policy, parted: Mapping[Key, Hashable] | None) -> None:
    """Give the set-aside rows the last places of their blocks, in an order that follows their geometry."""
    shapes = dict(zip(rows.keys, rows.shapes, strict=True))
    aside = [key for keys in filed.faults.values() for key in keys]
    if not aside:
        return
    homes = _Homes(filed, shapes, parted, rows.first_block)
    highest: dict[int, int] = {}
    length: dict[int, int] = {}
    taken: dict[tuple[int, Number], Key] = {}
    for key, place in filed.places.items():
        highest[place.block] = max(highest.get(place.block, 0), place.number[0])
        length[place.block] = length.get(place.block, 0) + 1
        taken[place.block, place.number] = key
    for key in sorted(aside, key=lambda key: (_print_of(shapes[key]), _natural(key))):
        block = homes.of(key)
        number = policy.given_to(key) or (highest.get(block, 0) + 1, 0)
        if (block, number) in taken:
            raise UnfitPolicy(
                reason="two rows would have one number; repair the geometry of the second",
                keys=f"{taken[block, number]}, {key}",
            )
        taken[block, number] = key
        highest[block] = max(highest.get(block, 0), number[0])
        length[block] = length.get(block, 0) + 1
        filed.places[key] = Place(block, number, length[block])


class _Homes:
    """To which block a set-aside row goes."""

    def __init__(
        self, filed: Filed, shapes: Mapping[Key, object], parted: Mapping[Key, Hashable] | None, first: int
    ) -> None:
        self.filed, self.shapes, self.parted, self.first = filed, shapes, parted, first
        self.by_label = {
            parted[block.order[0]]: number
            for number, block in zip(filed.block_numbers, filed.numbering.blocks, strict=True)
        } if parted is not None else {}  # fmt: skip
        self.of_print = {_print_of(shapes[key]): place.block for key, place in filed.places.items()}
        self.outlines = np.array([block.geometry for block in filed.numbering.blocks], dtype=object)

    def of(self, key: Key) -> int:
        """Return the block that was given, that of the twin, the nearest, or else one after all others."""
        if self.parted is not None:
            return self.by_label.setdefault(self.parted[key], self._new(self.parted[key]))
        shape = self.shapes[key]
        twin = self.of_print.get(_print_of(shape))
        if twin is not None:
            return twin
        if not isinstance(shape, shapely.Geometry) or not len(self.outlines) or not _somewhere(shape):
            return self._new(None)
        near = shapely.distance(self.outlines, shapely.make_valid(shape))
        return self.filed.block_numbers[int(np.argmin(near.round(3)))]

    def _new(self, label: Hashable) -> int:
        used = [*self.filed.block_numbers, *self.by_label.values()]
        if self.parted is not None and isinstance(label, int) and label > 0 and label not in used:
            return label
        return max(used, default=self.first - 1) + 1


def _somewhere(shape: shapely.Geometry) -> bool:
    points = shapely.get_coordinates(shape)
    return len(points) > 0 and bool(np.isfinite(points).all())


def _print_of(shape: object) -> bytes:
    return bytes(shapely.to_wkb(shapely.normalize(shape))) if isinstance(shape, shapely.Geometry) else b""


def _natural(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def official_codes(filed: Filed, municipality: str, district: str) -> dict[Key, str | None]:
    """Return MMM DDD BBB PPPP SSS and two check digits (ISO 7064 MOD 97-10) for every row.

    None where a number has more digits than the code gives it room for.
    """
    return {
        key: with_check(f"{municipality}{district}{place.block:03d}{place.number[0]:04d}{place.number[1]:03d}")
        for key, place in filed.places.items()
    }


def with_check(digits: str) -> str | None:
    """Return sixteen digits with their check; None for any other number of digits.

    >>> with_check("5010010030012000")
    '501001003001200027'
    """
    return f"{digits}{98 - int(digits) * 100 % 97:02d}" if len(digits) == 16 else None


def walked(filed: Filed) -> Iterator[tuple[int, NumberedBlock]]:
    """Yield the blocks that were walked, each with its number."""
    return zip(filed.block_numbers, filed.numbering.blocks, strict=True)
