"""Reads of draws: an office's own, and what everyone may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from geo.errors import NotFound
from permits.draws.enums import PaperName
from permits.draws.lottery import Row, canonical
from permits.draws.material import read, tree_of
from permits.draws.merkle import Step, Tree
from permits.draws.models import Draw, DrawEntrant, DrawResult, PublishedDraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the draw gave an entrant: a lot, or a turn among the reserves of the class (`lot_key` is None)."""

    entrant_key: str
    lot_key: str | None
    area_class: str
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What ties an entrant to the published list; whoever has the key and the salt computes the ticket himself."""

    ticket: str
    salt: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket stands in the frozen list, the way from it to the root, and what it drew when that is known."""

    position: int
    entry: Row
    steps: Sequence[Step]
    root: str
    result: Row | None


@dataclass(frozen=True, slots=True)
class _Lists:
    """A published file, ready to be asked."""

    material: Row
    entrants: Tree
    places: dict[str, int]
    results: dict[str, Row]


def draw_of(draw_id: UUID) -> Draw:
    """Return a draw of the reader's places. Errors: NotFound."""
    found = Draw.objects.select_related("municipality").filter(pk=draw_id).first()
    if found is None:
        raise NotFound
    return found


def published_draws() -> QuerySet[PublishedDraw]:
    """Return all draws as everyone may know them."""
    return PublishedDraw.objects.order_by("-session_at", "draw_id")


def published_draw(draw_id: UUID) -> PublishedDraw:
    """Return a draw as everyone may know it. Errors: NotFound."""
    found = PublishedDraw.objects.filter(pk=draw_id).first()
    if found is None:
        raise NotFound
    return found


def paper_of(draw_id: UUID, name: PaperName) -> str:
    """Return a published file of a draw. Errors: NotFound before its step."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT draw_paper_v1(%s, %s)", [draw_id, name.value])
        (content,) = cursor.fetchone()
    if content is None:
        raise NotFound
    return str(content)


def material_of(draw: PublishedDraw) -> Row:
    """Return the latest published file as values. Errors: NotFound before the lists are frozen."""
    return _lists(draw).material


def place_of(draw: PublishedDraw, ticket: str) -> Place:
    """Return where a ticket stands and what it drew. Errors: NotFound."""
    lists = _lists(draw)
    position = lists.places.get(ticket)
    if position is None:
        raise NotFound
    return Place(
        position=position, entry=lists.material["entrants"][position], steps=lists.entrants.proof(position),
        root=lists.entrants.root, result=lists.results.get(ticket),
    )  # fmt: skip


def _lists(draw: PublishedDraw) -> _Lists:
    """Return the file whose hash the draw tells: it never changes, so a process reads it once."""
    if not draw.manifest_hash:
        raise NotFound
    return _read(draw.pk, PaperName.PROOF if draw.seal else PaperName.FROZEN)


@lru_cache(maxsize=4)
def _read(draw_id: UUID, name: PaperName) -> _Lists:
    material: Any = read(paper_of(draw_id, name))
    return _Lists(
        material=material,
        entrants=tree_of(material["entrants"]),
        places={row["ticket"]: place for place, row in enumerate(material["entrants"])},
        results={row["ticket"]: row for row in material.get("results", ())},
    )


def result_of(draw: Draw) -> list[Outcome]:
    """Return what the draw gave everyone, class by class in the order of turns; empty before it is drawn."""
    rows = DrawResult.objects.filter(draw=draw).order_by("area_class", "turn")
    told = rows.values_list("entrant__key", "lot__key", "area_class", "turn")
    return [
        Outcome(entrant_key=entrant, lot_key=lot, area_class=area_class, turn=turn)
        for entrant, lot, area_class, turn in told
    ]


def ticket_of(draw: Draw, entrant_key: str) -> Ticket:
    """Return the ticket of an entrant with the salt that proves it to him. Errors: NotFound."""
    found = DrawEntrant.objects.filter(draw=draw, key=entrant_key).first()
    if found is None:
        raise NotFound
    return Ticket(ticket=found.ticket, salt=found.salt, key=found.key)


def leaf_of(place: Place) -> str:
    """Return the bytes of an entry from which its proof begins, as text."""
    return canonical(place.entry).decode()
