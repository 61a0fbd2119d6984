"""A file of a check-out that comes back: read by the confined process, its rows on the millimetre, nothing believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.exchange.placing import Told, place
from geo.exchange.reading.errors import FileRefused
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.rows import Row
from geo.exchange.reading.services import reading
from geo.spatial.crs import storage_srid
from geo.staging.ground import declared_epsg, shapes_of
from permits.subdivisions.checkout.areas import MOST
from permits.subdivisions.checkout.package import ABOUT, KEY, NUMBER, PARCELS
from permits.subdivisions.errors import CheckInFaulty, NotACheckOut, OtherSystem, StillOpen

#: A SQLite file says in two bytes of its head that its latest pages lie in a journal beside it (format, 1.3).
_SQLITE, _JOURNAL_BESIDE = b"SQLite format 3\x00", b"\x02\x02"
#: Characters of a number that are kept.
LABEL = 200
#: Faults that a refusal names.
NAMED = 100


@dataclass(frozen=True, slots=True)
class Claimed:
    """Which check-out a file says it is, and the seal that vouches for it."""

    checkout: UUID
    seal: str


@dataclass(frozen=True, slots=True)
class Came:
    """A row of a file: the key that it carries as text, its label, its outline, and what was changed in reading it."""

    row: int
    key: UUID | None
    label: str
    shape: BaseGeometry
    notes: list[dict[str, Any]]


def claimed(content: bytes, name: str) -> Claimed:
    """Return which check-out a file says it is. Errors: StillOpen, NotACheckOut, and those of reading."""
    if not content.startswith(_SQLITE):
        raise NotACheckOut
    if content[18:20] == _JOURNAL_BESIDE:
        raise StillOpen
    try:
        with reading(content=content, name=name, options=Options(layer=ABOUT)) as found:
            said = next(found.rows()).attributes
    except FileRefused as refused:
        if refused.code in ("not_one_layer", "no_rows"):
            raise NotACheckOut from refused
        raise
    key, seal = _key(said.get("id")), said.get("seal")
    if key is None or not isinstance(seal, str):
        raise NotACheckOut
    return Claimed(key, seal)


def rows_of(content: bytes, name: str) -> list[Came]:
    """Return the rows of the edited layer. Errors: NotACheckOut, OtherSystem, CheckInFaulty, as claimed."""
    with reading(content=content, name=name, options=Options(layer=PARCELS), limits=Limits(rows=4 * MOST)) as found:
        facts, rows = found.facts, list(found.rows())
    if KEY not in facts.columns:
        raise NotACheckOut
    if declared_epsg(facts.crs) != storage_srid():
        raise OtherSystem
    placed = place(shapes_of([row.wkb for row in rows]), None)
    faults = [[*row.faults, *placed.faults.get(at, ())] for at, row in enumerate(rows)]
    _refuse_faulty(rows, faults)
    return list(_came(rows, placed.shapes, placed.notes))


def _refuse_faulty(rows: list[Row], faults: list[list[dict[str, Any]]]) -> None:
    named = [{"row": row.number, **each} for row, why in zip(rows, faults, strict=True) for each in why]
    if named:
        raise CheckInFaulty(rows=named[:NAMED])


def _came(rows: list[Row], shapes: Any, notes: Told) -> Iterator[Came]:
    for at, (row, shape) in enumerate(zip(rows, np.asarray(shapes, dtype=object), strict=True)):
        whole = shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        label = row.attributes.get(NUMBER)
        text = "" if label is None else str(label)[:LABEL]
        yield Came(row.number, _key(row.attributes.get(KEY)), text, whole, [*row.notes, *notes.get(at, ())])


def _key(typed: Any) -> UUID | None:
    try:
        return UUID(str(typed))
    except ValueError:
        return None
