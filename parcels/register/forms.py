"""Forms on the page of a parcel: another name of the land, and the day as of which it is shown."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.calendars.hijri import parse_hijri
from geo.errors import DomainError
from parcels.register.enums import AliasKind

_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
#: Years below are Hijri: Umm al-Qura is tabulated to 1500, and no register here is older than this.
_FIRST_GREGORIAN = 1600
_DAY_HELP = _("Hijri or Gregorian, for example 1448/06/01 or 2026-11-11.")


def read_day(text: str) -> date:
    """Return a typed day of either calendar, told apart by the year. Errors: ValidationError."""
    plain = fold_digits(text).strip()
    found = _YEAR_FIRST.fullmatch(plain) or _DAY_FIRST.fullmatch(plain)
    try:
        if found and max(map(int, found.groups())) >= _FIRST_GREGORIAN:
            parts = [int(part) for part in found.groups()]
            return date(*(parts if found.re is _YEAR_FIRST else parts[::-1]))
        return parse_hijri(plain)
    except DomainError as error:
        raise ValidationError(str(error.message), code=error.code) from error
    except ValueError as error:
        raise ValidationError(_("There is no such day."), code="no_such_day") from error


class DayField(forms.CharField):
    """A day of either calendar, in either digits; None when nothing is typed."""

    widget = forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "autocomplete": "off"})

    def clean(self, value: Any) -> date | None:
        """Return the day."""
        typed = super().clean(value)
        return read_day(typed) if typed else None


class InstantForm(forms.Form):
    """As of which day in law, and as known on which day. The whole day counts, today until this moment."""

    as_of = DayField(label=_("As the law was on"), help_text=_DAY_HELP, max_length=20, required=False)
    known_at = DayField(label=_("As the register knew on"), help_text=_DAY_HELP, max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse days to come: nothing is known of them."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("as_of", "known_at"):
            if (day := cleaned.get(name)) and day > timezone.localdate():
                self.add_error(name, _("This day is still to come."))
        return cleaned

    def instant(self, name: str) -> datetime | None:
        """Return the last moment of a day that was asked for, in local time, and not later than now."""
        day: date | None = self.cleaned_data.get(name)
        if day is None:
            return None
        midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return min(midnight - timedelta(microseconds=1), timezone.now())


class AliasForm(forms.Form):
    """Another name of a piece of land."""

    kind = forms.ChoiceField(
        label=_("Kind of name"), choices=AliasKind, widget=forms.Select(attrs={"class": "form-select"})
    )
    text = forms.CharField(
        label=_("Name or number"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"}),
        error_messages={"required": _("Write the name or number.")},
    )  # fmt: skip
