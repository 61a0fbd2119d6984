"""What can go wrong with an application."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotFound


class RulesNotMet(Conflict):
    """A rule says no, or cannot be told: nothing is approved or issued then."""

    code = "rules_not_met"
    message = _("Not every rule is met. Open the checklist: each line says what to do.")


class ParcelNotOpen(Conflict):
    """No application can be made on this parcel now."""

    code = "parcel_not_open"
    message = _("No application can be made on this parcel in its present state.")


class NoSideChosen(InvalidInput):
    """A fence needs at least one side."""

    code = "no_side_chosen"
    message = _("Choose at least one side to fence.")


class AlreadyApplied(Conflict):
    """The form was sent before, with other details: the first one stands."""

    code = "already_applied"
    message = _("This form was sent before with other details. Open that application, or begin a new one.")


class PermitUnknown(NotFound):
    """No permit has this number."""

    code = "permit_unknown"
    message = _("No permit has this number.")


class TermMissing(Conflict):
    """No dated term is recorded for this kind of permit."""

    code = "term_missing"
    message = _("No term is recorded for permits of this kind: the permit cannot be issued.")


class NotIssued(Conflict):
    """A permit stands on an approved application and on the number that its office gave out."""

    code = "permit_not_issued"
    message = _("A permit is written only for an approved application, under the number that the office gave it.")


DatabaseRefusal.register("MK013", NotIssued)
