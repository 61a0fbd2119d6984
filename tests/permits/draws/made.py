"""Made-up draws, without a database."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from permits.draws.lottery import commitment_of
from permits.draws.material import Head, entrant_row, frozen_file, lot_row, manifest_of, proof_file

DRAW = "5011/1448/D00001"
VALUE = "11432.07"
HOUR = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def hash_of(word: str) -> str:
    return sha256(word.encode()).hexdigest()


def reveals_of(*words: str) -> list[dict[str, Any]]:
    return [
        {"nonce": hash_of(f"nonce {word}")[:32], "number": number, "secret": hash_of(word)}
        for number, word in enumerate(words, 1)
    ]


def head_of(reveals: list[dict[str, Any]]) -> Head:
    officials = [
        {
            "commitment": commitment_of(DRAW, each["number"], each["secret"], each["nonce"]),
            "number": each["number"],
            "title": f"عضو {each['number']}",
        }
        for each in reveals
    ]
    return Head(
        draw=DRAW, office="5011", title="قرعة المنح", session_at=HOUR, public_source="إغلاق المؤشر العام",
        public_form="decimal2", public_due_at=HOUR, officials=officials,
    )  # fmt: skip


def entrants_of(count: int, area_class: str = "400", priority: int = 0) -> list[dict[str, Any]]:
    return [
        entrant_row(ticket=hash_of(f"{area_class} {place}"), area_class=area_class, priority=priority)
        for place in range(count)
    ]


def lots_of(count: int, area_class: str = "400") -> list[dict[str, Any]]:
    return [
        lot_row(code=f"{area_class}-{place:05d}", area_class=area_class, facts={"area_dm2": 40_000 + place})
        for place in range(count)
    ]


def proof_of(entrants: list, lots: list, *words: str, value: str = VALUE) -> dict[str, Any]:
    reveals = reveals_of(*(words or ("first", "second", "third")))
    frozen = frozen_file(manifest_of(head_of(reveals), entrants, lots), entrants, lots)
    return proof_file(frozen, reveals, value=value, evidence="https://example.org/index")
