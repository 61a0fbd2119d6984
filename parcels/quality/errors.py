"""What a check refuses."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, NotFound


class CheckOutdated(Conflict):
    """A check that began later has been written already: the older one would bring back what is repaired."""

    code = "check_outdated"
    message = _("A later check of this place has been recorded already.")


class ToleranceUnknown(Conflict):
    """No value is recorded for the day; the context names the codes. Without them the answer would be a guess."""

    code = "tolerance_unknown"
    message = _("A tolerance that the check needs is not recorded for this day.")


class FindingUnknown(NotFound):
    """There is no such finding, or none that the person may see."""

    code = "finding_unknown"
    message = _("There is no such finding.")


DatabaseRefusal.register("MK030", CheckOutdated)
