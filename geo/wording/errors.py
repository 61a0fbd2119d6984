"""What cannot be put into words."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput


class NotWritable(InvalidInput):
    """The number lies outside what is written in words: from 1 to 999,999; a length from a centimetre on."""

    code = "not_writable_in_words"
    message = _("This number cannot be written in words.")
