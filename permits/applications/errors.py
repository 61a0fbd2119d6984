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


class PaidAlready(Conflict):
    """What was paid for is not withdrawn by a step: the payment would hang in the air."""

    code = "paid_already"
    message = _("The bill of this application is paid. Ask the office: a paid application cannot be withdrawn here.")


class StagesMissing(Conflict):
    """Works are finished when every stage on the way was inspected."""

    code = "stages_missing"
    message = _("Not every stage was inspected and passed. The list of inspections names what is missing.")


class NotInspected(Conflict):
    """Finished works are looked at before their file is closed."""

    code = "not_inspected"
    message = _("The finished works are not inspected yet, or did not pass.")


class TermNotOver(Conflict):
    """A permit expires after its last day."""

    code = "term_not_over"
    message = _("The term of the permit is not over.")


class NothingAsked(Conflict):
    """A permit is renewed or transferred for somebody who asks for it."""

    code = "nothing_asked"
    message = _("Nobody has asked for this. Record the request first; then another person decides.")


class OutsideTolerance(Conflict):
    """What was measured is not what was permitted."""

    code = "outside_tolerance"
    message = _("The measured footprint leaves the permitted one by more than the tolerance: it cannot be passed.")


class MeasureMissing(InvalidInput):
    """Setting out and finished works are measured."""

    code = "measure_missing"
    message = _("Write the measured distances: this stage is passed by its footprint.")


class PapersMissing(Conflict):
    """A simple kind needs papers before it is submitted."""

    code = "papers_missing"
    message = _("Not every paper that is needed is filed. The list of papers names what is missing.")


class KindNotHeld(Conflict):
    """A simple kind holds in an office between two days."""

    code = "kind_not_held"
    message = _("This kind of permit cannot be applied for here today.")


class FootprintWrong(InvalidInput):
    """The works are no surface on the land."""

    code = "footprint_wrong"
    message = _("The distances or points leave no building on this land. Look at the drawing and write them again.")


class DetailsWrong(InvalidInput):
    """What is said of the works cannot be read."""

    code = "details_wrong"
    message = _("The particulars of the works are incomplete or not readable.")


class TermFixed(Conflict):
    """The term of an issued permit changes with an edition only."""

    code = "term_fixed"
    message = _("The term of a permit changes only with a renewal that was asked for and decided.")


class EditionRefused(Conflict):
    """An edition stands on a request for the same permit, decided by another person."""

    code = "edition_refused"
    message = _("A renewal or transfer is decided by another person than the one who recorded the request.")


DatabaseRefusal.register("MK013", NotIssued)
DatabaseRefusal.register("MK047", KindNotHeld)
DatabaseRefusal.register("MK054", TermFixed)
DatabaseRefusal.register("MK055", EditionRefused)
