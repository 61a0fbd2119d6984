"""Bulk load: a clean survey of thousands of parcels enters, is numbered and comes into force in one operation."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
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
)
#: What COPY's text form reads as its own signs (PostgreSQL, COPY, "Text Format").
_NULL = "\\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


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
        with cursor.copy(_COPY) as copy:
            for portion in _portions(outlines, request_id):
                copy.write(portion)
        cursor.execute("SELECT load_parcels_v3(%s, %s, %s, %s, %s, %s, %s, %s)", [*arguments, BARE_FROM])
        (count,) = cursor.fetchone()
    return int(count)


def _portions(outlines: Iterable[Outline], request_id: UUID) -> Iterator[str]:
    """Yield the lines that COPY reads, some thousands at a time."""
    lines = (_line(turn, outline, request_id) for turn, outline in enumerate(outlines))
    while portion := list(islice(lines, _PORTION)):
        yield "".join(portion)


def _line(turn: int, outline: Outline, request_id: UUID) -> str:
    block, wkb, label, source_id, several, area = outline
    return (
        f"{request_id}\t{turn}\t{block}\t{label.translate(_ESCAPES)}\t{source_id.translate(_ESCAPES)}\t"
        f"{several}\t{_NULL if area is None else area}\t{wkb.hex()}\n"
    )
