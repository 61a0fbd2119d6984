"""Issuing numbers once, and recording acts in an office's chain."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.calendars.hijri import to_hijri
from geo.errors import Conflict, DatabaseRefusal, NotAllowed
from geo.municipalities.models import Municipality
from geo.spatial.refusals import refusals_explained


class OutsideTerritory(NotAllowed):
    """The office lies outside what this transaction may touch."""

    code = "outside_territory"
    message = _("This office is outside your territory.")


class RequestReused(Conflict):
    """One request id, two different documents."""

    code = "request_reused"
    message = _("This request number was already used for another document.")


class RecordedStays(Conflict):
    """Somebody tried to change or delete what is kept for ever."""

    code = "recorded_stays"
    message = _("What is recorded stays: it can be neither changed nor deleted.")


DatabaseRefusal.register("MK003", RecordedStays)
DatabaseRefusal.register("MK004", OutsideTerritory)
DatabaseRefusal.register("MK005", RequestReused)


@dataclass(frozen=True, slots=True)
class Issued:
    """A number given out: its place in the year's series, and the head of the office's chain that sealed it."""

    number: int
    hijri_year: int
    already: bool
    chain_hash: str


def issue_number(
    *, request_id: UUID, kind: str, office: Municipality, by: User | None, subject: str, facts: dict[str, Any]
) -> Issued:
    """Give out the next number of a kind in an office, once per request id.

    `subject` names the document ("slice.model:key"); `facts` go into the chain. Errors: OutsideTerritory,
    RequestReused. The series is that of the Umm al-Qura year of today.
    """
    year = to_hijri(timezone.localdate()).year
    arguments = [request_id, kind, office.pk, year, by.pk if by else None, subject, _json(facts)]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM series_issue_v1(%s, %s, %s, %s, %s, %s, %s::jsonb)", arguments)
        number, already, chain_hash = cursor.fetchone()
    return Issued(number=number, hijri_year=year, already=already, chain_hash=chain_hash)


def record_act(*, office: Municipality, by: User | None, action: str, subject: str, facts: dict[str, Any]) -> None:
    """Append one act to the office's chain."""
    arguments = [office.pk, by.pk if by else None, action, subject, _json(facts)]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute("SELECT chain_append_v1(%s, %s, %s, %s, %s::jsonb)", arguments)


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
