"""What can be wrong with saying whose an account is."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, InvalidInput, NotAllowed


class NotYoursToLink(NotAllowed):
    """Whose an account is, is said by one answerable hand, and never of one's own."""

    code = "not_yours_to_link"
    message = _("Only the head of the office says whose an account is, and nobody says it of his own.")


class PartyNotIdentified(InvalidInput):
    """A party without an identity number, or an organisation: nobody can be told to be it."""

    code = "party_not_identified"
    message = _("An account can be linked only to a person whose identity number is recorded.")


class IdentityTaken(Conflict):
    """One account is one person, and one person one account."""

    code = "identity_taken"
    message = _("The person has another account already, or the account is another person's.")


class LinkEnded(Conflict):
    """A link is ended once."""

    code = "identity_link_ended"
    message = _("This link has ended already.")
