"""Which value held on a day."""

from datetime import date

from django.db.models import Q

from geo.spatial_rules.models import ReferenceValue


def value_on(code: str, on: date, *, jurisdiction: str = "SA") -> ReferenceValue | None:
    """Return the value of a code that holds on a day, or None when none is recorded: the answer is then unknown."""
    holds = ReferenceValue.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), code=code, valid_from__lte=on)
    return holds.filter(jurisdiction=jurisdiction).order_by("-valid_from").first()
