"""Which value held on a day."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db.models import Q

from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import MissingSource


def value_on(code: str, on: date) -> ReferenceValue | None:
    """Return the value of a code that holds on a day, or None when none is recorded: the answer is then unknown.

    What the region of this deployment has set (ISO 3166-2, setting JURISDICTION) comes before what the country has.
    """
    holds = ReferenceValue.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), code=code, valid_from__lte=on)
    return _nearest(holds.order_by("valid_from"))


def values_on(on: date, *, codes: Collection[str] = (), beginnings: Collection[str] = ()) -> dict[str, ReferenceValue]:
    """Return the values that hold on a day by code, in one question: of these codes, and of those that begin so."""
    asked = Q(code__in=codes)
    for beginning in beginnings:
        asked |= Q(code__startswith=beginning)
    holds = ReferenceValue.objects.filter(asked, Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)
    by_code: dict[str, list[ReferenceValue]] = {}
    for value in holds.order_by("valid_from"):
        by_code.setdefault(value.code, []).append(value)
    nearest = {code: _nearest(values) for code, values in by_code.items()}
    return {code: value for code, value in nearest.items() if value is not None}


def _nearest(values: Iterable[ReferenceValue]) -> ReferenceValue | None:
    """Return the latest value of this deployment's region, or of its country; values in the order of their days."""
    found = {value.jurisdiction: value for value in values}  # the latest of each stays
    return found.get(settings.JURISDICTION) or found.get(settings.JURISDICTION.split("-")[0])


def needed_value(code: str, on: date) -> Decimal:
    """Return the figure of a code that holds on a day; raise MissingSource when none is recorded for it."""
    found = value_on(code, on)
    if found is None:
        raise MissingSource(f"reference value {code} on {on.isoformat()}")
    return found.value
