"""What can go wrong with an excavation."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput


class DigsConflict(Conflict):
    """Another dig holds the place on these days, or within the spacing before or after them."""

    code = "digs_conflict"
    message = _("Another excavation holds this place on these days. Choose the next free days, or share its trench.")


class HoldNotPossible(Conflict):
    """What a dig holds does not fit its state or its plan."""

    code = "hold_not_possible"
    message = _("This excavation cannot hold a place and days in its present state.")


class StreetClosed(Conflict):
    """Another dig closes the street on these days."""

    code = "street_closed"
    message = _("Another excavation closes this street on these days.")


class NoRoute(InvalidInput):
    """A route needs two points or more, and stays on the ground of one office."""

    code = "no_route"
    message = _("Draw the route in the streets of one office: two points or more.")


class NotEmergency(Conflict):
    """A step of emergencies on another kind of dig, or the other way round."""

    code = "not_emergency"
    message = _("This step belongs to another kind of excavation.")


class NoExtensionAsked(Conflict):
    """No extension waits for an answer, or its days do not reach beyond those that are held."""

    code = "no_extension_asked"
    message = _("Write a last day after the present one; no permit reaches beyond the longest excavation.")


class NotYetOver(Conflict):
    """A step of the clock before its time."""

    code = "not_yet_over"
    message = _("The time for this step has not come.")


class FirmUnknown(InvalidInput):
    """No such firm in the office's register."""

    code = "firm_unknown"
    message = _("The office's register has no such firm.")


DatabaseRefusal.register("MK056", DigsConflict)
DatabaseRefusal.register("MK057", HoldNotPossible)
