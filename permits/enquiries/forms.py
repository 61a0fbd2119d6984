"""What a citizen types to ask about what is his."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.parties.forms import typed_identifier


def _digits(*, most: int, **more: Any) -> forms.TextInput:
    """Return a field for digits: left to right, with the digits' keyboard of a phone."""
    attrs = {
        "class": "form-control form-control-lg", "dir": "ltr", "inputmode": "numeric", "autocomplete": "off",
        "spellcheck": "false", "maxlength": str(most), **more,
    }  # fmt: skip
    return forms.TextInput(attrs=attrs)


class AskForm(forms.Form):
    """Who asks, and about what."""

    identifier = forms.CharField(
        label=_("National identity or residence number"), max_length=20, widget=_digits(most=20)
    )
    number = forms.CharField(
        label=_("Number of the request, grant or permit"),
        max_length=60,
        help_text=_("As it stands on your paper. Strokes and spaces may be left out."),
        widget=_digits(most=60),
    )

    def clean_identifier(self) -> str:
        """Return the ten digits."""
        return typed_identifier(self.cleaned_data["identifier"])


class CodeForm(forms.Form):
    """The code that the phone was sent."""

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=20,
        widget=_digits(most=20, autocomplete="one-time-code", autofocus=True),
        help_text=_("Six digits."),
    )
