"""Forms of applications."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.parties.forms import typed_identifier
from permits.applications.applicant import Applicant

#: What a name is written in: the scripts that certificates can be printed in, and the signs within a name.
NAME_SCRIPTS = ("ARABIC", "LATIN")
NAME_SIGNS = " .'’-"


def _of_a_name(character: str) -> bool:
    letter = unicodedata.category(character)[0] in "LM" and unicodedata.name(character, "").startswith(NAME_SCRIPTS)
    return letter or character in NAME_SIGNS


class ApplicantForm(forms.Form):
    """Who applies. The request id makes a second press of the button harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Applicant's full name"),
        max_length=200,
        error_messages={"required": _("Write the full name as it stands on the identity card.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    identifier = forms.CharField(
        label=_("National identity number"), max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
        help_text=_("Ten digits; ٠–٩ or 0–9."),
        error_messages={"required": _("Write the identity number: ten digits.")},
    )  # fmt: skip
    mobile = forms.CharField(
        label=_("Mobile number"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr", "autocomplete": "tel"}),
        help_text=_("Example: 05XXXXXXXX"),
        error_messages={"required": _("Write the mobile number: ten digits that begin with 05.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in ("name", "identifier", "mobile"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def clean_name(self) -> str:
        """Close up the spaces; refuse what is no letter: a mark that turns text round would change the certificate."""
        name = " ".join(unicodedata.normalize("NFKC", self.cleaned_data["name"]).split())
        if not all(map(_of_a_name, name)) or sum(map(str.isalpha, name)) < 2:
            raise ValidationError(_("Write the name in Arabic or Latin letters."))
        return name

    def clean_identifier(self) -> str:
        """Fold the digits and check their number."""
        return typed_identifier(self.cleaned_data["identifier"])

    def clean_mobile(self) -> str:
        """Fold the digits and check the form of a Saudi mobile number."""
        typed = "".join(self.cleaned_data["mobile"].replace("-", " ").split())
        digits = re.sub(r"^(\+|00)966", "0", fold_digits(typed))
        if not re.fullmatch(r"05[0-9]{8}", digits):
            raise ValidationError(_("A mobile number has ten digits and begins with 05."))
        return digits

    def applicant(self) -> Applicant:
        """Return who applies."""
        return Applicant(**{key: self.cleaned_data[key] for key in ("name", "identifier", "mobile")})


class FencingForm(ApplicantForm):
    """Who applies, and which sides are to be fenced."""

    corners = forms.TypedMultipleChoiceField(
        label=_("Sides to fence"), coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose at least one side to fence.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, sides: Sequence[tuple[int, str]], chosen: Sequence[int] | None = None, **kwargs: Any
    ) -> None:
        marked = [corner for corner, _label in sides] if chosen is None else list(chosen)
        kwargs["initial"] = {"corners": marked}
        super().__init__(*args, **kwargs)
        self.fields["corners"].choices = sides  # type: ignore[attr-defined]
