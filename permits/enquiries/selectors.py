"""Finding the record that a person asks about, and reading what is told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone
from psycopg.sql import SQL, Identifier, Literal

from geo.municipalities.scope import territory
from permits.enquiries.errors import EnquiryOver
from permits.enquiries.models import Enquiry
from permits.enquiries.registry import Told, sources

#: For how long an answer stays open after its code was given.
OPEN_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Found:
    """A record of a person: which source knows it, its key and office, and where a code is sent."""

    source: str
    record: UUID
    office_id: int
    mobile: str


def find(identifier_hash: str, digits: str) -> Found | None:
    """Return the person's record of that number, or None, by one question that costs the same for both.

    Every source is asked, also after one has answered: how long it takes says nothing. The functions look past
    territories: what comes back is told to nobody before the code was given.
    """
    one = SQL("SELECT {turn} AS turn, {name}, f.* FROM {finder}(%(person)s, %(number)s) f")
    parts = [
        one.format(turn=Literal(turn), name=Literal(each.name), finder=Identifier(each.finder))
        for turn, each in enumerate(sources)
    ]
    question = SQL("{all} ORDER BY turn LIMIT 1").format(all=SQL(" UNION ALL ").join(parts))
    with connection.cursor() as cursor:
        cursor.execute(question, {"person": identifier_hash, "number": digits})
        row = cursor.fetchone()
    return Found(*row[1:]) if row else None


def opened(enquiry_id: UUID, *, program_id: int | None = None, now: datetime | None = None) -> Enquiry:
    """Return an enquiry whose code was given a short while ago, from here. Errors: EnquiryOver."""
    since = (now or timezone.now()) - OPEN_FOR
    held = Enquiry.objects.filter(pk=enquiry_id, program=program_id, opened_at__gt=since, ended_at=None)
    found = held.select_related("office").first()
    if found is None:
        raise EnquiryOver
    return found


def told(enquiry: Enquiry) -> Told:
    """Return what the person is told, read inside the territory of the record. Errors: EnquiryOver."""
    if enquiry.record is None or enquiry.office_id is None:
        raise EnquiryOver
    with territory([enquiry.office_id]):
        return sources[enquiry.source].tell(enquiry.record)
