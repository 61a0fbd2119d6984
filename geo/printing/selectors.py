"""Reads of the register of printed documents."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone, translation

from geo.municipalities.models import Municipality
from geo.printing.codes import grouped, normalise_code
from geo.printing.enums import Standing
from geo.printing.facts import PublicFact, from_json
from geo.printing.models import Printout


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPrintout:
    """What anybody who knows the code may know of a document."""

    code: str
    title: str
    kind: str
    language: str
    municipality: Municipality
    number: str
    issued_at: datetime
    sha256: str
    facts: tuple[PublicFact, ...]
    revoked_at: datetime | None
    replaced_at: datetime | None
    valid_until: date | None
    suspended_since: datetime | None
    seal_level: str

    @property
    def standing(self) -> Standing:
        """Whether the document holds today: what ended it for good weighs more than what may pass."""
        if self.revoked_at:
            return Standing.REVOKED
        if self.replaced_at:
            return Standing.REPLACED
        if self.valid_until and self.valid_until < timezone.localdate():
            return Standing.EXPIRED
        return Standing.SUSPENDED if self.suspended_since else Standing.VALID

    @property
    def ended_at(self) -> datetime | date | None:
        """Since when it does not hold; of an expired one its last day."""
        since = {
            Standing.REVOKED: self.revoked_at,
            Standing.REPLACED: self.replaced_at,
            Standing.EXPIRED: self.valid_until,
            Standing.SUSPENDED: self.suspended_since,
        }
        return since.get(self.standing)

    @property
    def grouped_code(self) -> str:
        """The code in groups, as it is printed."""
        return grouped(self.code)


def find_by_code(typed: str) -> PublicPrintout | None:
    """Return what may be shown of the document with a typed code, or None.

    A text that cannot be a code asks the database too, so that both kinds of "not found" take the same way.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM printing_find_v2(%s)", [normalise_code(typed) or ""])
        columns = [column.name for column in cursor.description or ()]
        row = cursor.fetchone()
    return _public(dict(zip(columns, row, strict=True))) if row else None


def find_by_bytes(sha256: str) -> PublicPrintout | None:
    """Return what may be shown of the document whose file has a SHA-256 (hexadecimal), or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT printing_code_of_v1(%s)", [sha256])
        row = cursor.fetchone()
    return find_by_code(row[0]) if row and row[0] else None


def _public(row: dict[str, Any]) -> PublicPrintout:
    facts = row.pop("public_facts")
    municipality = Municipality.objects.get(pk=row.pop("municipality_id"))
    return PublicPrintout(**row, municipality=municipality, facts=from_json(json.loads(facts)))


def printout_in_force(*, record_type: str, record_id: str, kind: str, language: str) -> Printout | None:
    """Return the record's document of a kind that is neither revoked nor replaced, its PDF not read yet."""
    return (
        Printout.objects.defer("pdf")
        .filter(record_type=record_type, record_id=record_id, kind=kind, language=language)
        .filter(revoked_at=None, superseded_by=None)
        .first()
    )


def printout_pdf(printout: Printout) -> bytes:
    """Return the bytes that were handed out."""
    return bytes(Printout.objects.values_list("pdf", flat=True).get(pk=printout.pk))


def authority_lines(municipality: Municipality, language: str) -> tuple[str, ...]:
    """Return the letterhead's lines from the topmost body down to the one that issues."""
    chain: list[Municipality] = []
    body: Municipality | None = municipality
    while body is not None:
        chain.insert(0, body)
        body = body.parent
    with translation.override(language):
        return (translation.gettext("Kingdom of Saudi Arabia"), *(body.local_name for body in chain))
