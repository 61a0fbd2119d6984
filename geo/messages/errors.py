"""What can go wrong with short messages."""

from django.utils.translation import gettext_lazy as _

from geo.errors import Unavailable


class NoGateway(Unavailable):
    """The deployment has no way to send short messages."""

    code = "no_message_gateway"
    message = _("Short messages cannot be sent from here now. Ask at your office instead.")


class TextNotSent(Unavailable):
    """The gateway did not take a message; it comes again. Says nothing of its number and words."""

    code = "text_not_sent"
    message = _("The gateway did not take the message.")
