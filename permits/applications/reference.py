"""Simple kinds from data/reference: a row that is there stays, its end is set once."""

import json
from collections.abc import Iterable, Mapping

from django.db import transaction

from permits.applications.models import SimpleKind

Rows = Iterable[Mapping[str, str]]
#: Columns that hold JSON, and those that hold codes with spaces between them.
_JSON, _CODES = ("fields", "conditions"), ("papers", "rules")
_KEY = ("code", "office_code", "jurisdiction", "valid_from")
_PLAIN = ("place", "tariff", "renewal_tariff", "unit", "counted", "term_unit", "cites")


@transaction.atomic
def load_simple_kinds(rows: Rows) -> int:
    """Write the kinds that are missing, and the end of what has ended since; return how many are new.

    Errors: ValidationError for a row of which no permit could be made, KeyError, ValueError.
    """
    new = 0
    for row in rows:
        key = {name: row[name] for name in _KEY}
        held = SimpleKind.objects.filter(**key).first()
        if held is None:
            _write(row, key)
            new += 1
        elif row["valid_to"] and held.valid_to is None:
            SimpleKind.objects.filter(pk=held.pk).update(valid_to=row["valid_to"])
    return new


def _write(row: Mapping[str, str], key: Mapping[str, str]) -> None:
    """Write one row. Errors: ValidationError."""
    made = SimpleKind(
        **key,
        **{name: row[name] for name in _PLAIN},
        **{name: json.loads(row[name] or "[]") for name in _JSON},
        **{name: row[name].split() for name in _CODES},
        name=row["name_ar"],
        name_en=row["name_en"],
        term_amount=int(row["term_amount"]),
        with_works=row["with_works"] == "yes",
        valid_to=row["valid_to"] or None,
        status="verified" if row["verified"] == "yes" else "unverified",
    )
    made.full_clean(validate_unique=False, validate_constraints=False)
    made.save()
