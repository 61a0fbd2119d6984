"""Forms of an office's programs, its addresses and its mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.parties.forms import typed_identifier


def _text(*, latin: bool = False, **attrs: Any) -> forms.TextInput:
    more = {"dir": "ltr", "autocomplete": "off"} if latin else {}
    return forms.TextInput(attrs={"class": "form-control", **more, **attrs})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"class": "form-control", "type": "date", "dir": "ltr"}, format="%Y-%m-%d")


class ProgramForm(forms.Form):
    """A new program: its name, and where people come back to when it acts for them."""

    name = forms.CharField(label=_("Name of the program"), max_length=120, widget=_text())
    redirect_uri = forms.CharField(
        label=_("Address to come back to"), max_length=400, required=False, widget=_text(latin=True, inputmode="url"),
        help_text=_("Only for a program in which your people sign in. Empty: the program acts for the office itself."),
    )  # fmt: skip


class WebhookForm(forms.Form):
    """A new address that is told."""

    url = forms.CharField(
        label=_("Address of your server"), max_length=500, widget=_text(latin=True, inputmode="url"),
        help_text=_("Begins with https:// and can be reached from the internet."),
    )  # fmt: skip


class MandateForm(forms.Form):
    """A mandate that was shown to the municipal office."""

    identifier = forms.CharField(
        label=_("Identity number of the applicant"), max_length=20, widget=_text(latin=True, inputmode="numeric")
    )
    document_number = forms.CharField(label=_("Number of the mandate"), max_length=60, widget=_text(latin=True))
    starts_on = forms.DateField(label=_("From"), widget=_day())
    ends_on = forms.DateField(label=_("Until"), widget=_day())

    def clean_identifier(self) -> str:
        """Fold the digits and check their number."""
        return typed_identifier(self.cleaned_data["identifier"])
