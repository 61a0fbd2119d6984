"""Whose history is kept: what a parcel is called and what it is; its outline is history of its own."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.audit.registry import Change, Entry, audit, tells
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel, StateChange

# Entering is told by the first change of state: a row each for a loaded country would say nothing more.
audit(Parcel, kind="parcel", inserts=False, told=("state", "state_since"))


@tells("parcel")
def changes_of_state(key: str) -> Iterator[Entry]:
    """Tell when a parcel moved from state to state, by whom and why."""
    changes = list(StateChange.objects.filter(parcel_id=key).order_by("changed_at", "pk"))
    people = User.objects.in_bulk({change.changed_by_id for change in changes if change.changed_by_id is not None})
    for change in changes:
        person = people.get(change.changed_by_id) if change.changed_by_id is not None else None
        yield Entry(
            at=change.changed_at,
            who=str(person) if person else None,
            what=_("State of the parcel"),
            changes=(Change(_("State"), ParcelState(change.source).label, ParcelState(change.target).label),),
            why=change.reason,
            source="",
        )
