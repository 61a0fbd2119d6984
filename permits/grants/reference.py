"""Area classes and conditions of grants from data/reference: a row that is there stays, its end is set once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction

from permits.grants.models import AreaClass, GrantCondition

Rows = Iterable[Mapping[str, str]]


@transaction.atomic
def load_grant_rules(*, classes: Rows, conditions: Rows) -> int:
    """Write what is missing, and the end of what has ended since; return how many rows are new. Runs everywhere."""
    new = sum(_dated(AreaClass, row) for row in classes)
    return new + sum(_dated(GrantCondition, row) for row in conditions)


def _dated(model: type[models.Model], row: Mapping[str, str]) -> int:
    written: dict[str, Any] = {
        "name": row["name_ar"], "name_en": row["name_en"], "valid_to": row["valid_to"] or None, "cites": row["cites"],
        "status": "verified" if row["verified"] == "yes" else "unverified",
    }  # fmt: skip
    if model is AreaClass:
        written |= {"min_m2": row["min_m2"], "max_m2": row["max_m2"]}
    else:
        written |= {"duty": row["duty"], "value": row["value"] or None, "unit": row["unit"]}
        written["active"] = row["active"] == "yes"
    key = {name: row[name] for name in ("code", "jurisdiction", "valid_from")}
    held, created = model._default_manager.get_or_create(**key, defaults=written)
    if not created and row["valid_to"] and getattr(held, "valid_to") is None:  # noqa: B009 - of a dated row
        model._default_manager.filter(**key).update(valid_to=row["valid_to"])
    return int(created)
