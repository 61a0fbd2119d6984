"""Reads of past grants."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Previous:
    """An earlier grant of a person in another register: office, numbers, day and state; no name."""

    id: UUID
    office: str
    number: str
    decision_number: str
    decided_on: date | None
    state: str


def previous_grants(identifier_hash: str) -> list[Previous]:
    """Return a person's grants in the registers that were brought here, of all offices, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM past_grants_of_v1(%s)", [identifier_hash])
        return [Previous(*row) for row in cursor.fetchall()]
