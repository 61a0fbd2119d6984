"""What can be wrong with a date that was typed or handed in."""

from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput


class HijriOutOfRange(InvalidInput):
    """Umm al-Qura is tabulated for 1343-1500 AH (1924-08-01 to 2077-11-16); beyond, nothing is guessed."""

    code = "hijri_out_of_range"
    message = _("Hijri dates are known from 1343 to 1500 AH only.")


class NotAHijriDate(InvalidInput):
    """The text is no date, or that month has no such day."""

    code = "not_a_hijri_date"
    message = _("This is not a Hijri date. Write it as year/month/day, for example 1448/06/01.")
