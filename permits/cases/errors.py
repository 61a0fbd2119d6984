"""What can go wrong with a case."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed


class StepNotPossible(Conflict):
    """The case is not in a state from which this step leaves."""

    code = "step_not_possible"
    message = _("This step is not possible in the present state of the case.")


class StepNotAllowed(NotAllowed):
    """The step is another person's."""

    code = "step_not_allowed"
    message = _("This step is not yours to take. Approval needs a second person with the right role in this office.")


class NoteMissing(InvalidInput):
    """The step needs a reason in words."""

    code = "note_missing"
    message = _("Write the reason: it is kept with the decision.")


class NoteTooLong(InvalidInput):
    """The note is longer than a reason is."""

    code = "note_too_long"
    message = _("The note is too long: two thousand characters at most.")


class LandNotInForce(Conflict):
    """A case holds land as it stands; the boundary has changed since, or the parcel is retired."""

    code = "land_not_in_force"
    message = _("The boundary of the parcel has changed. Begin again with today's boundary.")


class LandClaimed(Conflict):
    """Another case holds the land."""

    code = "land_claimed"
    message = _("Another case holds this land. It must be decided, withdrawn or moved first.")


DatabaseRefusal.register("MK008", StepNotPossible)
DatabaseRefusal.register("MK015", LandNotInForce)
DatabaseRefusal.register("MK016", LandClaimed)
