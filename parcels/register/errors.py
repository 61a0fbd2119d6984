"""What the register refuses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput


class Overlap(Conflict):
    """Two parcels would hold the same land; the context names those that the caller may see."""

    code = "parcel_overlap"
    message = _("The boundary overlaps another parcel of the register.")

    def __init__(self, *args: Any, parcels: list[str] | None = None, hidden: int = 0, **context: Any) -> None:
        super().__init__(*args, parcels=parcels or [], hidden=hidden, **context)


class WrongIsolation(InvalidInput):
    """The register is changed under READ COMMITTED only: a lock cannot show what an older snapshot hides."""

    code = "wrong_isolation"
    message = _("The register is changed under READ COMMITTED only.")


class StateNotPossible(Conflict):
    """The parcel's state does not allow it."""

    code = "state_not_possible"
    message = _("The state of the parcel does not allow this.")


class AlreadyNumbered(Conflict):
    """A parcel keeps the number it has."""

    code = "already_numbered"
    message = _("A parcel has a number already, or lies in another district.")


DatabaseRefusal.register("MK001", Overlap)
DatabaseRefusal.register("MK002", WrongIsolation)
DatabaseRefusal.register("MK006", StateNotPossible)
DatabaseRefusal.register("MK007", AlreadyNumbered)
