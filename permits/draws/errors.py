"""What can go wrong with draws."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Conflict, DatabaseRefusal, InvalidInput, NotAllowed


class NotForDraws(NotAllowed):
    """Draws are held by the head of the office, its committee or its grants department."""

    code = "draw_not_yours"
    message = _("Only the head of the office, its committee or its grants officers hold draws here.")


class NotAnOfficial(NotAllowed):
    """Only an official of the draw seals and reveals a secret, his own."""

    code = "draw_not_an_official"
    message = _("You are not an official of this draw.")


class ListsMissing(InvalidInput):
    """Nobody takes part, or nothing is drawn."""

    code = "draw_lists_missing"
    message = _("A draw needs at least one entrant and one lot.")


class ListsRepeat(InvalidInput):
    """Somebody or something stands in the lists twice."""

    code = "draw_lists_repeat"
    message = _("An entrant or a lot stands in the lists twice.")


class OfficialsWrong(InvalidInput):
    """Fewer than two officials, more than twelve, or one twice."""

    code = "draw_officials_wrong"
    message = _("A draw has two to twelve officials, each another person.")


class HourWrong(InvalidInput):
    """The public value would be known already."""

    code = "draw_hour_wrong"
    message = _("The public value must be one that nobody can know yet.")


class SecretWrong(InvalidInput):
    """What was sent is no secret, no nonce or no fingerprint."""

    code = "draw_secret_wrong"
    message = _("A fingerprint and a secret have 64 characters, a nonce 32: digits 0–9 and letters a–f.")


class RevealDiffers(Conflict):
    """The secret is not the one whose fingerprint was sealed."""

    code = "draw_reveal_differs"
    message = _("This is not the secret that was sealed: its fingerprint differs.")


class TooLate(Conflict):
    """The public value can be known: secrets are not revealed any more, and nothing is called off."""

    code = "draw_too_late"
    message = _("The hour of the public value has come: this is not possible any more.")


class TooEarly(Conflict):
    """The public value cannot be known yet."""

    code = "draw_too_early"
    message = _("The public value is not known before its hour.")


class ValueWrong(InvalidInput):
    """The public value is not written in the form that was announced."""

    code = "draw_value_wrong"
    message = _("The public value is not written in the form that was announced.")


class DrawNotReady(Conflict):
    """The draw cannot take this step: it stands elsewhere, or something is missing."""

    code = "draw_not_ready"
    message = _("The draw does not allow this now: it stands at another step, or something is missing.")


DatabaseRefusal.register("MK065", DrawNotReady)
