"""How long cases take: what came and was decided, and the days that steps waited, by kind, office and step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from geo.municipalities.models import Municipality
from permits.cases.clock import turn_of
from permits.cases.enums import Holder
from permits.cases.flow import Text, flows

_DAY = 86400.0
#: A month as statistics count it, days.
MONTH = 30.44

_STEPS = """
SELECT c.kind, e.municipality_id, e.transition, e.source, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY e.waited), percentile_cont(0.9) WITHIN GROUP (ORDER BY e.waited)
  FROM (SELECT e.case_id, e.municipality_id, e.transition, e.source, e.taken_at,
               extract(epoch FROM e.taken_at - coalesce(
                 lag(e.taken_at) OVER (PARTITION BY e.case_id ORDER BY e.taken_at, e.id), c.opened_at)) AS waited
          FROM cases_caseevent e JOIN cases_case c ON c.id = e.case_id
         WHERE e.municipality_id = ANY(%(places)s)) e
  JOIN cases_case c ON c.id = e.case_id
 WHERE e.taken_at >= %(since)s
 GROUP BY c.kind, e.municipality_id, e.transition, e.source
"""
_CASES = """
SELECT c.kind, c.municipality_id, c.state, count(*),
       count(*) FILTER (WHERE c.opened_at >= %(since)s),
       avg(extract(epoch FROM c.state_since - c.opened_at))::float
  FROM cases_case c
 WHERE c.municipality_id = ANY(%(places)s) AND (c.opened_at >= %(since)s OR c.state_since >= %(since)s)
 GROUP BY c.kind, c.municipality_id, c.state
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTimes:
    """How long cases stood before a step: days of the middle case, and within which nine of ten were."""

    label: Text
    holder: Holder
    count: int
    median_days: float
    p90_days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTimes:
    """A kind of case in an office: how many were opened, are under way or at their end; days on average; its steps."""

    title: Text
    office: str
    opened: int
    running: int
    ended: int
    mean_days: float | None
    steps: list[StepTimes]


def report_of(places: Sequence[int], *, months: int) -> list[KindTimes]:
    """Return the times of each kind in each office of some places, of so many months back. Runs in these places."""
    asked = {"places": list(places), "since": timezone.now() - timedelta(days=months * MONTH)}
    steps, cases, names = _ask(_STEPS, asked), _ask(_CASES, asked), _offices(places)
    groups = sorted({(row[0], row[1]) for row in cases} | {(row[0], row[1]) for row in steps})
    return [
        _kind(
            kind,
            names[office],
            [row[2:] for row in cases if row[:2] == (kind, office)],
            [row[2:] for row in steps if row[:2] == (kind, office)],
        )
        for kind, office in groups
        if kind in flows
    ]


def _ask(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def _offices(places: Sequence[int]) -> dict[int, str]:
    return {body.pk: body.local_name for body in Municipality.objects.filter(pk__in=places)}


def _kind(kind: str, office: str, cases: list[tuple[Any, ...]], steps: list[tuple[Any, ...]]) -> KindTimes:
    ended = [row for row in cases if turn_of(kind, row[0]) is Holder.NOBODY]
    count = sum(row[1] for row in ended)
    days = sum(row[3] * row[1] for row in ended) / count / _DAY if count else None
    return KindTimes(
        title=flows[kind].title, office=office, opened=sum(row[2] for row in cases),
        running=sum(row[1] for row in cases) - count, ended=count, mean_days=days,
        steps=sorted((_step(kind, row) for row in steps), key=lambda step: -step.median_days),
    )  # fmt: skip


def _step(kind: str, row: tuple[Any, ...]) -> StepTimes:
    name, source, count, median, p90 = row
    step = flows[kind].step(name)
    return StepTimes(
        label=step.label if step else name, holder=turn_of(kind, source), count=count,
        median_days=median / _DAY, p90_days=p90 / _DAY,
    )  # fmt: skip
