"""What the register tells on the timeline of a parcel, beside its states: boundaries, changes of land, other names."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.audit.registry import Entry, tells
from geo.calendars.digits import format_number
from parcels.register.enums import AliasKind, LineageKind
from parcels.register.models import Alias, BoundaryVersion, LineageEvent, Parcel


def subject_of(parcel: Parcel) -> str:
    """Return how timelines name a parcel."""
    return f"parcel:{parcel.pk}"


@tells("parcel")
def boundaries_changes_and_names(key: str) -> Iterator[Entry]:
    """Tell what row level security shows of a parcel, by its id: nothing outside its territory."""
    parcel_id = UUID(key)
    yield from _boundaries(parcel_id)
    yield from _changes(parcel_id)
    yield from _names(parcel_id)


def _boundaries(parcel_id: UUID) -> Iterator[Entry]:
    versions = BoundaryVersion.objects.filter(parcel=parcel_id).select_related("recorded_by").defer("geom")
    for version in versions:
        words = {"source": version.source, "accuracy": accuracy_of(version.accuracy_m)}
        what = _("Boundary recorded. Source: %(source)s. Accuracy: %(accuracy)s.") % words
        yield Entry(at=version.recorded.lower, what=what, who=_name(version.recorded_by), source="")


def _changes(parcel_id: UUID) -> Iterator[Entry]:
    concerned = Q(links__parent=parcel_id) | Q(links__child=parcel_id)
    events = LineageEvent.objects.filter(concerned).select_related("decided_by").defer("gained", "released")
    for event in {event.pk: event for event in events}.values():
        what = _("Change of land: %(kind)s") % {"kind": LineageKind(event.kind).label}
        yield Entry(at=event.happened_at, what=what, who=_name(event.decided_by), why=event.reason, source="")


def _names(parcel_id: UUID) -> Iterator[Entry]:
    for alias in Alias.objects.filter(parcel=parcel_id).select_related("recorded_by"):
        what = f"{AliasKind(alias.kind).label}: {alias.text}"
        yield Entry(at=alias.recorded_at, what=what, who=_name(alias.recorded_by), source="")


def accuracy_of(metres: Decimal | None) -> str:
    """Return an accuracy in words, metres; unknown is said."""
    if metres is None:
        return _("unknown")
    return _("%(metres)s m") % {"metres": format_number(metres.normalize(), get_language() or "ar")}


def _name(person: Any) -> str | None:
    return str(person) if person else None
