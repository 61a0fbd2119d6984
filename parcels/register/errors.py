"""What the register refuses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotFound


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


class InvalidBoundary(InvalidInput):
    """The outline is not a sound surface; the context says why, and where (metres, storage CRS) if at a point."""

    code = "boundary_invalid"
    message = _(
        "The outline is not a sound surface: it crosses itself, is empty, is in several parts or has too many points."
    )


class FrameMismatch(Conflict):
    """A parcel stands in a plan of its own district and office."""

    code = "frame_mismatch"
    message = _("The plan belongs to another district or another office.")


class BlockFull(Conflict):
    """The code of a parcel has four digits for its number."""

    code = "block_full"
    message = _("The block has no more numbers.")


class LabelTaken(Conflict):
    """No two parcels of a block bear the same number."""

    code = "label_taken"
    message = _("Another parcel of the block bears this number.")


class LandNotConserved(Conflict):
    """What would be is not the land that was; the context says by how many square metres."""

    code = "land_not_conserved"
    message = _("The new parcels would not hold exactly the land that was there before.")


class Undecided(Conflict):
    """No boundary goes without a decision: a change of land names the case that decided on it, each case once."""

    code = "change_undecided"
    message = _("Land changes only by a case that decided on it, once.")


class UnknownLand(NotFound):
    """A parcel has no boundary in force, or not one that the caller may see."""

    code = "land_unknown"
    message = _("A parcel has no boundary in force here.")


class NotCut(InvalidInput):
    """The line does not make the parts that are wanted."""

    code = "not_cut"
    message = _("The line does not divide the parcel into the parts that are wanted.")


class NotNeighbours(InvalidInput):
    """Only neighbours become one parcel."""

    code = "not_neighbours"
    message = _("The parcels do not lie side by side: they cannot become one.")


class LoadRefused(Conflict):
    """A bulk load brings nothing, or what the register holds already; the context says which."""

    code = "load_refused"
    message = _("The load is empty, or brings a parcel that the register holds already.")


DatabaseRefusal.register("MK001", Overlap)
DatabaseRefusal.register("MK002", WrongIsolation)
DatabaseRefusal.register("MK006", StateNotPossible)
DatabaseRefusal.register("MK007", AlreadyNumbered)
DatabaseRefusal.register("MK009", InvalidBoundary)
DatabaseRefusal.register("MK010", FrameMismatch)
DatabaseRefusal.register("MK011", BlockFull)
DatabaseRefusal.register("MK012", LabelTaken)
DatabaseRefusal.register("MK014", LandNotConserved)
DatabaseRefusal.register("MK029", LoadRefused)
DatabaseRefusal.register("MK038", Undecided)
