"""Departments, ways to them, terms of states and holidays from data/reference: a row that is there stays."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from permits.cases.models import DecisionTerm, Department, Holiday, ReferralRoute

Rows = Iterable[Mapping[str, str]]
#: What tells a row of each table from the others.
KEYS: dict[type[models.Model], tuple[str, ...]] = {
    ReferralRoute: ("trigger", "value", "kind", "place", "department", "jurisdiction", "valid_from"),
    DecisionTerm: ("kind", "state", "jurisdiction", "valid_from"),
    Holiday: ("code", "jurisdiction", "valid_from"),
}


@transaction.atomic
def load_rules(*, departments: Rows, routes: Rows, terms: Rows, holidays: Rows) -> int:
    """Write what is missing, and the end of what has ended since; return how many rows are new. Runs everywhere.

    Errors: KeyError for a way to a department that is not listed.
    """
    new = 0
    for row in departments:
        names = {"name": row["name_ar"], "name_en": row["name_en"], "role": row["role"]}
        new += Department.objects.get_or_create(code=row["code"], defaults=names)[1]
    known = {department.code: department for department in Department.objects.all()}
    for row in routes:
        new += _dated(ReferralRoute, {**row, "department": known[row["department"]]})
    for row in terms:
        new += _dated(DecisionTerm, row)
    for row in holidays:
        named = {key: value for key, value in row.items() if key not in ("name_ar", "name_en")}
        new += _dated(Holiday, {**named, "name": row["name_ar"], "name_en": row["name_en"]})
    return new


def _dated(model: type[models.Model], row: Mapping[str, Any]) -> int:
    """Write a dated row once; the end of one that is there is set once."""
    values = {**row, "valid_to": row["valid_to"] or None}
    values["status"] = "verified" if values.pop("verified") == "yes" else "unverified"
    key = {name: values.pop(name) for name in KEYS[model]}
    held, created = model._default_manager.get_or_create(**key, defaults=values)
    if not created and values["valid_to"] and getattr(held, "valid_to") is None:  # noqa: B009 - of a dated row
        model._default_manager.filter(**key).update(valid_to=values["valid_to"])
    return int(created)
