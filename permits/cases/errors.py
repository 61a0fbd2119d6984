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


DatabaseRefusal.register("MK008", StepNotPossible)
