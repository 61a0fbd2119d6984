"""What can go wrong between an office's program and the register."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed, NotFound, TooMany


class OfficeNotLicensed(NotAllowed):
    """The licence has ended, has not begun, or was stopped."""

    code = "office_not_licensed"
    message = _("The office has no licence in force today.")


class ProgramClosed(NotAllowed):
    """Whoever asks is no program of an office, or a closed one, or its person has left the office."""

    code = "program_closed"
    message = _("This program may not act for the office any more.")


class ScopeMissing(NotAllowed):
    """The token was given for less."""

    code = "scope_missing"
    message = _("The token does not allow this: ask for one with the scope that the description names.")


class TooManyWrong(TooMany):
    """Too many wrong secrets or tokens; `seconds` in the context says how long to wait."""

    code = "too_many_wrong_secrets"
    message = _("Too many wrong secrets or tokens came from this address. Wait as long as Retry-After says.")


class NoMandate(NotAllowed):
    """An office files for itself, or for applicants who mandated it."""

    code = "no_mandate"
    message = _("No mandate in force lets the office apply for this person in this municipality.")


class NotYourOffice(NotAllowed):
    """Only people of an office keep its programs."""

    code = "not_your_office"
    message = _("Only a person of the office, while its licence is in force, may do this.")


class NotYoursToMandate(NotAllowed):
    """A mandate is written down by the head of the municipal office who saw it."""

    code = "not_yours_to_mandate"
    message = _(
        "Only the head of the municipal office writes down or revokes a mandate, and not for an office of his own."
    )


class MandateEnded(Conflict):
    """A mandate is revoked once."""

    code = "mandate_ended"
    message = _("This mandate has ended already.")


class MandateDatesWrong(InvalidInput):
    """A mandate begins today or later and ends after it begins."""

    code = "mandate_dates_wrong"
    message = _("A mandate begins today or later, and does not end before it begins.")


class OfficeUnknown(NotFound):
    """No registered office of this number that the reader may see."""

    code = "office_unknown"
    message = _("No registered office has this number.")


class RedirectNotAllowed(InvalidInput):
    """Where a person is sent back to must be the program's own, over HTTPS."""

    code = "redirect_not_allowed"
    message = _("An address to come back to begins with https:// and has no part after #.")


class AddressNotAllowed(InvalidInput):
    """Messages leave for public addresses over HTTPS only."""

    code = "webhook_address_not_allowed"
    message = _("Messages are sent to public addresses that begin with https:// only.")


class NotDelivered(Conflict):
    """The address did not take the message; it comes again."""

    code = "webhook_not_delivered"
    message = _("The address did not answer with a success.")


class PlaceUnknown(InvalidInput):
    """Neither a parcel nor a municipal office was named."""

    code = "filing_place_unknown"
    message = _("Name the parcel, or for works in a street the municipal office by its code.")


class KindNotTaken(InvalidInput):
    """A kind that programs cannot ask for."""

    code = "kind_not_taken"
    message = _("Applications of this kind are not taken here. The description lists those that are.")


class FilingRefused(Conflict):
    """The database holds a filing against licence and mandate."""

    code = "filing_refused"
    message = _("The office may not file this: its licence or mandate does not cover it.")


DatabaseRefusal.register("MK064", FilingRefused)
