"""Forms of draws: fingerprints, secrets, the public value, and why a draw is called off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.calendars.digits import fold_digits

_TYPED = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "class": "form-control"}


class Folded(forms.CharField):
    """Codes and numbers, typed in either digits, with blanks around."""

    def to_python(self, value: Any) -> str:
        """Fold digits and small letters."""
        return fold_digits(super().to_python(value) or "").strip().lower()


class CommitForm(forms.Form):
    """The fingerprint of a secret."""

    commitment = Folded(
        label=_("Fingerprint of your secret"), max_length=80, widget=forms.TextInput(attrs=_TYPED),
        help_text=_("64 characters. Your secret itself stays with you until the session."),
    )  # fmt: skip


class RevealForm(forms.Form):
    """A secret with its nonce."""

    secret = Folded(label=_("Secret"), max_length=80, widget=forms.TextInput(attrs=_TYPED))
    nonce = Folded(
        label=_("Nonce"), max_length=80, widget=forms.TextInput(attrs=_TYPED),
        help_text=_("Both are on the sheet that you kept when you sealed your secret."),
    )  # fmt: skip


class ValueForm(forms.Form):
    """The public value and where it was read."""

    value = Folded(label=_("Public value"), max_length=80, widget=forms.TextInput(attrs=_TYPED))
    evidence = forms.CharField(
        label=_("Where it was read"), max_length=300, widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=_("Page and time, so that everyone can look it up."),
    )  # fmt: skip


class VoidForm(forms.Form):
    """Why a draw is called off: everyone reads it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        error_messages={"required": _("Write the reason: everyone reads it.")},
    )  # fmt: skip


class TicketForm(forms.Form):
    """A ticket to look for."""

    ticket = Folded(
        label=pgettext_lazy("draw", "Ticket"), max_length=80, widget=forms.TextInput(attrs=_TYPED),
        help_text=_("64 characters, as on your notice of the draw."),
    )  # fmt: skip
