"""What is published of a draw, byte for byte: the manifest, the file of frozen lists, the file with the proof; pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from permits.draws.lottery import FORMAT, Row, canonical, digest, draw_lots, seed_of
from permits.draws.merkle import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is told of a draw beside its lists; `officials` are {"commitment", "number", "title"} by number."""

    draw: str
    office: str
    title: str
    session_at: datetime
    public_source: str
    public_form: str
    public_due_at: datetime
    officials: Sequence[Row]


def entrant_row(*, ticket: str, area_class: str, priority: int) -> Row:
    """Return an entrant as the list has him."""
    return {"class": area_class, "priority": priority, "ticket": ticket}


def lot_row(*, code: str, area_class: str, facts: Row) -> Row:
    """Return a lot as the list has it."""
    return {"class": area_class, "facts": facts, "lot": code}


def tree_of(rows: Iterable[Row]) -> Tree:
    """Return the tree of a list, each entry in the one form of JSON."""
    return Tree([canonical(row) for row in rows])


def manifest_of(head: Head, entrants: Sequence[Row], lots: Sequence[Row]) -> Row:
    """Return what is announced before the draw: its hash stands for all of it."""
    return {
        "draw": head.draw,
        "entrants": {"count": len(entrants), "root": tree_of(entrants).root},
        "format": FORMAT,
        "lots": {"count": len(lots), "root": tree_of(lots).root},
        "office": head.office,
        "officials": list(head.officials),
        "public_due_at": utc(head.public_due_at),
        "public_form": head.public_form,
        "public_source": head.public_source,
        "session_at": utc(head.session_at),
        "title": head.title,
    }


def utc(moment: datetime) -> str:
    """Return an instant as it is written: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def frozen_file(manifest: Row, entrants: Sequence[Row], lots: Sequence[Row]) -> Row:
    """Return the file of frozen lists."""
    return {
        "entrants": list(entrants),
        "lots": list(lots),
        "manifest": manifest,
        "manifest_hash": digest("manifest", canonical(manifest)),
    }


def proof_file(frozen: Row, reveals: Sequence[Row], *, value: str, evidence: str) -> Row:
    """Draw the lots of frozen lists and return the results with all that proves them.

    `reveals` are {"nonce", "number", "secret"} by number. The seal covers every other part of the file.
    """
    seed = seed_of(frozen["manifest_hash"], reveals, value)
    proof = {
        **frozen,
        "public_evidence": evidence,
        "public_value": value,
        "results": draw_lots(seed, frozen["entrants"], frozen["lots"]),
        "reveals": list(reveals),
        "seed": seed,
    }
    return {**proof, "seal": digest("proof", canonical(proof))}


def written(file: Row) -> str:
    """Return a file as it is published: the one form of JSON and a line feed."""
    return canonical(file).decode() + "\n"


def read(content: str) -> Any:
    """Return a published file as values."""
    return json.loads(content)
