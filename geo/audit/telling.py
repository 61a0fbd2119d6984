"""A row change in words: names of columns, choices, references and dates as a reader knows them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, DateTimeField, Field, ForeignKey, Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.audit.enums import Operation
from geo.audit.models import RowChange
from geo.audit.registry import Audited, Change, Entry, Text, audited
from geo.calendars.digits import format_number
from geo.calendars.hijri import dual_date

NOTHING = "—"


def entry_of(change: RowChange, people: dict[int, User]) -> Entry | None:
    """Return one row change as a line; None when the slice tells all of it better."""
    declared = audited[change.kind]
    changes = tuple(_changes(change, declared))
    if change.operation == Operation.UPDATE and not changes:
        return None
    actor = people.get(change.actor_id) if change.actor_id is not None else None
    title = capfirst(str(declared.model._meta.verbose_name))
    return Entry(
        at=change.at,
        who=str(actor) if actor else None,
        what=f"{title}: {Operation(change.operation).label}",
        changes=changes,
        why=change.reason,
        source=change.source,
    )


def _changes(change: RowChange, declared: Audited) -> Iterable[Change]:
    before, after = change.before or {}, change.after or {}
    for column in sorted({*before, *after} - set(declared.told)):
        field = _field(declared.model, column)
        yield Change(_label(field, column), _shown(field, before.get(column)), _shown(field, after.get(column)))
    if change.operation == Operation.UPDATE:
        for column in change.withheld:
            yield Change(_label(_field(declared.model, column), column), None, None)


def _field(model: type[Model], column: str) -> "Field[Any, Any] | None":
    """Return the field of a column; None for one that the model has no longer."""
    for field in model._meta.concrete_fields:
        if field.column == column:
            return field
    return None


def _label(field: "Field[Any, Any] | None", column: str) -> str:
    return column if field is None else capfirst(str(field.verbose_name))


def _shown(field: "Field[Any, Any] | None", value: Any) -> Text:
    """Return a stored value as people read it; the JSON of a geometry is not read by people."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return _("outline") if isinstance(value, dict) and "coordinates" in value else str(value)
    if field is None:
        return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, ForeignKey):
        return _referred(field, value)
    if isinstance(field, DateField):
        return _dated(field, value)
    return format_number(value, get_language() or "ar") if isinstance(value, int | float) else str(value)


def _referred(field: "ForeignKey[Any, Any]", value: Any) -> str:
    """Return the record that a key points at, where the reader may see it; else its key."""
    found = field.related_model._base_manager.filter(pk=value).first()
    return str(found) if found is not None else f"#{value}"


def _dated(field: "DateField[Any, Any]", value: str) -> str:
    moment = datetime.fromisoformat(value)
    day: date = timezone.localtime(moment).date() if isinstance(field, DateTimeField) else moment.date()
    return dual_date(day, get_language() or "ar")
