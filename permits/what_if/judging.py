"""Kept facts judged by a draft: of permits by the record of their decision, of pending cases by their last check."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
import shapely
from django.db import connection
from shapely.geometry.base import BaseGeometry

from geo.spatial_rules.facts import facts_of, kept_facts
from geo.spatial_rules.rule import Answer
from parcels.plans.models import BuildingRule
from permits.applications.enums import IN_FORCE, ApplicationState
from permits.applications.kinds.kind import Kind, kind_of, kinds
from permits.applications.models import PermitApplication
from permits.applications.plot import BuildingFigures
from permits.applications.record import Judgement, rule_of_then
from permits.what_if.enums import Sort

#: States of applications that are not decided yet: what they ask for can still be decided otherwise.
PENDING = (
    ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.RECOMMENDED,
    ApplicationState.AWAITING_PAYMENT,
)  # fmt: skip
_PERMIT_KEYS = """
SELECT p.id
  FROM applications_publishedpermit s
  JOIN applications_permit p ON p.id = s.id
  JOIN cases_case c ON c.id = p.application_id AND c.state = ANY (%(in_force)s)
 WHERE s.municipality_id = %(office)s AND s.geom && %(zone)s::geometry AND ST_Intersects(s.geom, %(zone)s::geometry)
 ORDER BY p.number
"""
_PERMITS = """
SELECT p.number, a.case_id, a.kind, s.parcel_number, ST_AsBinary(s.geom), d.body
  FROM applications_permit p
  JOIN applications_publishedpermit s ON s.id = p.id
  JOIN applications_permitapplication a ON a.case_id = p.application_id
  JOIN decisions_decisionrecord d ON d.case_id = a.case_id AND d.number = p.number
 WHERE p.id = ANY (%(keys)s)
 ORDER BY p.number
"""
_CASE_KEYS = """
SELECT c.id
  FROM cases_case c
  JOIN applications_permitapplication a ON a.case_id = c.id
  JOIN register_boundaryversion v ON v.id = a.version_id
 WHERE c.municipality_id = %(office)s AND c.state = ANY (%(pending)s) AND ST_Intersects(v.geom, %(zone)s::geometry)
 ORDER BY c.reference
"""
_CASES = """
SELECT c.reference, a.case_id, a.kind, p.parcel_label, ST_AsBinary(v.geom), latest.findings
  FROM cases_case c
  JOIN applications_permitapplication a ON a.case_id = c.id
  JOIN register_boundaryversion v ON v.id = a.version_id
  JOIN register_parcel p ON p.id = a.parcel_id
 CROSS JOIN LATERAL (
   SELECT r.findings FROM applications_assessment r WHERE r.application_id = a.case_id
    ORDER BY r.judged_at DESC, r.id DESC LIMIT 1) AS latest
 WHERE c.id = ANY (%(keys)s)
 ORDER BY c.reference
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Something whose outcome would be otherwise, and by which rules; its land in the storage CRS."""

    sort: Sort
    name: str
    parcel: str
    case: UUID | None
    before: Answer
    after: Answer
    rules: tuple[str, ...]
    outline: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: the zone (EWKT), its office, the figures in force and those of the draft."""

    zone: str
    office: int
    held: BuildingFigures
    draft: BuildingFigures


def figures_of(rule: BuildingRule, **drafted: Any) -> BuildingFigures:
    """Return the figures of a building rule, with those of a draft in their place."""
    held = BuildingFigures(
        zone=rule.zone.code, use=rule.use, max_coverage=rule.max_coverage, max_floors=rule.max_floors,
        setback_front_m=rule.setback_front_m, setback_side_m=rule.setback_side_m,
        setback_rear_m=rule.setback_rear_m, cites=rule.cites,
    )  # fmt: skip
    return replace(held, **drafted)


def kept_figures(figures: BuildingFigures) -> Any:
    """Return figures as JSON."""
    return kept_facts(figures)


def read_figures(kept: Mapping[str, str]) -> BuildingFigures:
    """Return figures from JSON."""
    texts = ("zone", "use", "cites")
    read: dict[str, Any] = {name: value if name in texts else Decimal(value) for name, value in kept.items()}
    return BuildingFigures(**read)


def ask(query: str, **asked: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return cursor.fetchall()


class Kept:
    """Applications of one sort: permits in force, or pending cases."""

    def __init__(self, sort: Sort, keys: str, rows: str, read: Callable[[Any], list[Judgement]]) -> None:
        self.sort, self._keys, self._rows, self._read = sort, keys, rows, read

    def keys(self, asked: Question) -> list[UUID]:
        """Return what of this sort lies in the zone. Runs inside the office's territory."""
        states = {"in_force": list(IN_FORCE), "pending": list(PENDING)}
        return [key for (key,) in ask(self._keys, zone=asked.zone, office=asked.office, **states)]

    def judge(self, asked: Question, keys: Sequence[UUID]) -> tuple[list[Changed], int]:
        """Return which of some would be decided otherwise, and how many were looked at."""
        rows = ask(self._rows, keys=list(keys))
        return list(self._changed(rows, asked.draft)), len(rows)

    def _changed(self, rows: Sequence[tuple[Any, ...]], draft: BuildingFigures) -> Iterator[Changed]:
        for name, case_id, kind, parcel, outline, told in rows:
            kept = self._read(told)
            judge = _kind(kind, case_id)
            again = [under(judge, each, draft) for each in kept]
            before, after = outcome(each["answer"] for each in kept), outcome(each["answer"] for each in again)
            if before != after:
                yield Changed(
                    sort=self.sort, name=name, parcel=parcel, case=case_id, before=before, after=after,
                    rules=_moved(kept, again), outline=shapely.from_wkb(bytes(outline)),
                )  # fmt: skip


def _of_record(body: bytes) -> list[Judgement]:
    """Return the judgements of a decision's record, which is bytes of JSON: they are parsed once, here."""
    rules: list[Judgement] = orjson.loads(body)["rules"]
    return rules


def _of_check(findings: str | list[Judgement]) -> list[Judgement]:
    read: list[Judgement] = orjson.loads(findings) if isinstance(findings, str) else findings
    return read


PERMITS = Kept(Sort.PERMIT, _PERMIT_KEYS, _PERMITS, _of_record)
CASES = Kept(Sort.CASE, _CASE_KEYS, _CASES, _of_check)


def _kind(code: str, case_id: UUID) -> Kind:
    """Return the kind of an application; of one that is a row of data, by the application."""
    kind = kinds[code]
    if kind.made_from is None:
        return kind
    return kind_of(PermitApplication.objects.select_related("simple").get(pk=case_id))


def under(kind: Kind, kept: Judgement, draft: BuildingFigures) -> Judgement:
    """Return a kept judgement as it would be under a draft; one whose facts hold no figures of the zone stays."""
    figures = kept.get("facts") and kept["facts"].get("figures") if isinstance(kept.get("facts"), dict) else None
    if not figures or figures["zone"] != draft.zone:
        return kept
    rule = rule_of_then(kind, kept["rule"], kept["version"])
    found = rule.judge(replace(facts_of(rule, kept["facts"]), figures=draft))
    return {**kept, "answer": found.answer.value}


def outcome(answers: Iterable[str]) -> Answer:
    """Return the worst answer of all."""
    found = set(answers)
    return next((worst for worst in (Answer.NO, Answer.UNKNOWN) if worst in found), Answer.YES)


def _moved(kept: Sequence[Judgement], again: Sequence[Judgement]) -> tuple[str, ...]:
    return tuple(one["rule"] for one, other in zip(kept, again, strict=True) if one["answer"] != other["answer"])
