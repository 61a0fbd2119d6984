"""Bulk load: a clean survey of thousands of parcels enters, is numbered and comes into force in one operation."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from struct import Struct
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from geo.accounts.models import User
from geo.spatial.refusals import refusals_explained
from parcels.register.enums import ParcelState

#: So many parcels, if the register holds no more, are written before the indexes of its tables are made: nobody else
#: reads these tables until such a load is done.
BARE_FROM = 20_000
_PORTION = 5_000
_COPY = (
    "COPY register_load (request_id, turn, block_id, label, source_id, several_parts, deed_area_m2, geom) FROM STDIN"
    " (FORMAT binary)"
)
#: COPY's binary form (PostgreSQL, COPY, "Binary Format"): its signature, flags and length of more; the end; and of a
#: row the number of fields and the first three of them, the length of a text, the truth value and the area, or none.
_OPENING, _ENDING = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_HEAD, _LENGTH = Struct(">h i16s iq iq").pack, Struct(">i").pack
_AREA, _NO_AREA = Struct(">i? id").pack, Struct(">i? i").pack


class Outline(NamedTuple):
    """A parcel of a load: the block that numbers it, its surface as WKB in the storage CRS (metres).

    `label` is the number of the approved plan, "" for the number that the block gives; area in square metres.
    """

    block_id: int
    wkb: bytes
    label: str = ""
    source_id: str = ""
    several_parts: bool = False
    deed_area_m2: Decimal | float | None = None


@transaction.atomic
def load_parcels(
    *,
    outlines: Iterable[Outline],
    request_id: UUID,
    source: str,
    source_system: str = "",
    state: ParcelState = ParcelState.PROVISIONAL,
    by: User | None = None,
    accuracy_m: Decimal | None = None,
    since: datetime | None = None,
) -> int:
    """Enter parcels, number them in the order given, bring them to a state, with every check; return how many.

    The same rows come of it as of enter_parcels, allot_numbers and change_state, set-wise under the register lock:
    nobody else changes the register meanwhile. Either all are taken or none. `state` is PROVISIONAL or ACTIVE; who
    acts and why is told by act_as before. Streams: the outlines are never all in memory. True in law from `since`, or
    from now. Errors: LoadRefused, RequestReused, OutsideTerritory, FrameMismatch, BlockFull, LabelTaken,
    InvalidBoundary, Overlap, WrongIsolation.
    """
    arguments: list[Any] = [request_id, source_system, source, accuracy_m, since, by.pk if by else None, state]
    with refusals_explained(), connection.cursor() as cursor:
        copy_outlines(outlines, request_id)
        cursor.execute("SELECT load_parcels_v5(%s, %s, %s, %s, %s, %s, %s, %s)", [*arguments, BARE_FROM])
        (count,) = cursor.fetchone()
    return int(count)


def copy_outlines(outlines: Iterable[Outline], request_id: UUID) -> None:
    """Bring the outlines of a load to the database, in their order, as they come."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(_OPENING)
        for portion in _portions(outlines, request_id):
            copy.write(portion)
        copy.write(_ENDING)


def _portions(outlines: Iterable[Outline], request_id: UUID) -> Iterator[bytes]:
    """Yield the rows that COPY reads, some thousands at a time."""
    request = request_id.bytes
    rows = (_row(turn, outline, request) for turn, outline in enumerate(outlines))
    while portion := list(islice(rows, _PORTION)):
        yield b"".join(portion)


def _row(turn: int, outline: Outline, request: bytes) -> bytes:
    block, wkb, label, source_id, several, area = outline
    number, key = label.encode(), source_id.encode()
    return b"".join((
        _HEAD(8, 16, request, 8, turn, 8, block),
        _LENGTH(len(number)), number, _LENGTH(len(key)), key,
        _NO_AREA(1, several, -1) if area is None else _AREA(1, several, 8, float(area)),
        _LENGTH(len(wkb)), wkb,
    ))  # fmt: skip
