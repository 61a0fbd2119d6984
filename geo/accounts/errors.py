"""What can be wrong with a delegation of signature."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed


class RoleNotHeld(NotAllowed):
    """Nobody lends what is not his on all of these days; a role held by delegation is not his."""

    code = "role_not_held"
    message = _("A role can be delegated only by someone who holds it himself, in this place, on all of these days.")


class NotYoursToDelegate(NotAllowed):
    """Neither the one who signs nor the head of the place."""

    code = "not_yours_to_delegate"
    message = _("Only the one who delegates, or the head of the office, may do this.")


class DelegatedToSelf(InvalidInput):
    """A signature lent to the same hand."""

    code = "delegated_to_self"
    message = _("Nobody delegates to himself.")


class DelegateNotAnOfficer(InvalidInput):
    """Signatures are lent inside the municipality."""

    code = "delegate_not_an_officer"
    message = _("The delegate must hold a role in a municipality himself on the first day.")


class DelegationDatesWrong(InvalidInput):
    """The last day lies before the first, or the first has gone by."""

    code = "delegation_dates_wrong"
    message = _("A delegation begins today at the earliest, and ends on its first day or later.")


class DelegationTooLong(InvalidInput):
    """Longer than the dated reference value allows."""

    code = "delegation_too_long"
    message = _("The delegation is longer than is allowed. Choose an earlier last day.")


class DelegationTermUnknown(Conflict):
    """No value is recorded for the longest delegation on that day: unknown blocks."""

    code = "delegation_term_unknown"
    message = _("How long a delegation may last is not recorded for this day, so none can be given.")


class DelegationOverlaps(Conflict):
    """The same signature, the same hand, some of the same days."""

    code = "delegation_overlaps"
    message = _("This role is already delegated to this person on some of these days.")


class DelegationEnded(Conflict):
    """Revoked, or over."""

    code = "delegation_ended"
    message = _("This delegation has ended already.")


class NotDelegated(NotAllowed):
    """A step signed for someone who did not delegate it."""

    code = "not_delegated"
    message = _("There is no delegation under which this could be signed for that person.")


DatabaseRefusal.register("MK027", RoleNotHeld)
DatabaseRefusal.register("MK028", NotDelegated)
