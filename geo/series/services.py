"""Issuing numbers once, and recording acts in an office's chain."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from geo.accounts.models import User
from geo.calendars.hijri import to_hijri
from geo.municipalities.models import Municipality
from geo.series import errors  # noqa: F401 - declares what the database refuses
from geo.spatial.refusals import refusals_explained


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to a subject ("slice.model:key"), and the facts of it that go into the chain."""

    action: str
    subject: str
    facts: dict[str, Any]


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
    RequestReused. The series is that of the Umm al-Qura year of today; a request that was served last year keeps its
    number and year.
    """
    this_year = to_hijri(timezone.localdate()).year
    arguments: list[Any] = [request_id, kind, office.pk, this_year, by.pk if by else None, subject, _json(facts)]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM series_issue_v1(%s, %s, %s, %s, %s, %s, %s::jsonb)", arguments)
        number, year, already, chain_hash = cursor.fetchone()
    return Issued(number=number, hijri_year=year, already=already, chain_hash=chain_hash)


def record_act(*, office: Municipality, by: User | None, action: str, subject: str, facts: dict[str, Any]) -> None:
    """Append one act to the office's chain."""
    arguments = [office.pk, by.pk if by else None, action, subject, _json(facts)]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute("SELECT chain_append_v1(%s, %s, %s, %s, %s::jsonb)", arguments)


def record_acts(*, office: Municipality, by: User | None, acts: Sequence[Act]) -> None:
    """Append acts to the office's chain in their order, each as an entry of its own, in one statement."""
    told = [act.action for act in acts], [act.subject for act in acts], [_json(act.facts) for act in acts]
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT chain_append_all_v1(%s, %s, %s::text[], %s::text[], %s::jsonb[])",
            [office.pk, by.pk if by else None, *told],
        )


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
