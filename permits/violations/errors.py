"""What can go wrong with violations."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound


class NotAnInspector(NotAllowed):
    """Violations are recorded by inspectors, in their own places."""

    code = "not_an_inspector"
    message = _("Only an inspector of this place records violations here.")


class PlaceMissing(InvalidInput):
    """Neither parcel, permit nor point says where it is."""

    code = "violation_place_missing"
    message = _("Say where it is: a parcel, a permit, or a point.")


class PlaceOutside(InvalidInput):
    """The point lies in no district of the inspector's places, or in another office's than the parcel or the permit."""

    code = "violation_place_outside"
    message = _("The point is not in a district of your places, or not in the office of the land that you named.")


class PermitUnknown(InvalidInput):
    """No permit and no case has this number, or none of the inspector's places."""

    code = "violation_permit_unknown"
    message = _("No permit and no case has this number in your places.")


class AlreadyRecorded(Conflict):
    """The request id was used for another violation."""

    code = "violation_recorded"
    message = _("This form was sent before, with other facts. Open it again to record another violation.")


class NotForCorrection(Conflict):
    """What is serious is not warned of."""

    code = "violation_serious"
    message = _("This violation is serious: no correction period is given. Propose the fine.")


class CorrectionRuns(Conflict):
    """No fine before the correction period was given, is over, and a visit found that nothing was corrected."""

    code = "correction_period_runs"
    message = _(
        "A correction period comes first: a fine is proposed when it is over and a visit after it found the violation "
        "still there."
    )


class NotCorrected(Conflict):
    """The last visit did not find it corrected."""

    code = "violation_not_corrected"
    message = _("It is closed when the last visit found it corrected. Record a visit first.")


class OrderStands(Conflict):
    """A stop order of the violation is in force."""

    code = "stop_order_stands"
    message = _("A stop order is in force. Lift it first.")


class OrderNotPossible(Conflict):
    """An order stands already, none does, or the violation is over."""

    code = "stop_order_not_possible"
    message = _("This is not possible: a stop order stands already, none is in force, or the violation is over.")


class CannotBeStopped(Conflict):
    """The kind of permit has no way to be stopped."""

    code = "permit_cannot_be_stopped"
    message = _("Permits of this kind cannot be stopped by an order.")


class RespondentMissing(Conflict):
    """Nobody is fined who is not named."""

    code = "violation_respondent_missing"
    message = _("Name who is responsible, with an identity number, before a fine is proposed.")


class RespondentStays(Conflict):
    """Who is responsible is not changed once a fine was imposed."""

    code = "violation_respondent_stays"
    message = _("Who is responsible cannot be changed any more.")


class FineUnknown(Conflict):
    """The share of the establishment, or what a repetition does, is not recorded."""

    code = "fine_unknown"
    message = _(
        "The fine cannot be told: a value is not recorded for the day of the violation. Nobody is fined without."
    )


class AppealTooLate(Conflict):
    """The time in which an appeal may be made is over."""

    code = "violation_appeal_late"
    message = _("The time in which an appeal may be made is over.")


class TermMissing(Conflict):
    """A term is not recorded."""

    code = "violation_term_missing"
    message = _("A term is not recorded for this day: correction period, appeal or repetition.")


class NoNotice(NotFound):
    """Nothing was told to whoever is responsible, or nothing of it holds any more and it was never printed."""

    code = "violation_notice_none"
    message = _("There is no notice for this violation: neither a warning nor a fine stands.")


DatabaseRefusal.register("MK062", CorrectionRuns)
DatabaseRefusal.register("MK063", OrderStands)
