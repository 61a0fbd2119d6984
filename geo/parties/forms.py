"""The forms by which an account is linked to a person, and the link is ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.errors import DomainError
from geo.parties.services import normalise_identifier


def typed_identifier(typed: str) -> str:
    """Return the ten digits of an identifier that a form holds, typed in either digits. Errors: ValidationError."""
    try:
        return normalise_identifier(typed)
    except DomainError as error:
        raise forms.ValidationError(str(error)) from error


def _reason(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control"})
    return forms.CharField(label=_("Reason"), max_length=300, help_text=help_text, widget=widget)


class LinkForm(forms.Form):
    """Whose account, and how the office knows that it is his."""

    account = forms.CharField(
        label=_("Name of the account"),
        max_length=150,
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "autocomplete": "off"}),
    )
    reason = _reason(_("How the office knows that it is the same person: which document was seen, and when."))

    def clean_account(self) -> User:
        """Return the active account of that name."""
        found = User.objects.filter(username=self.cleaned_data["account"].strip(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return found


class EndForm(forms.Form):
    """Why a link ends."""

    reason = _reason("")
