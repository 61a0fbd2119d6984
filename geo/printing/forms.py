"""What people type on the verification page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.printing.codes import normalise_code


class CodeInput(forms.TextInput):
    """A field for codes: left to right in either language, left alone by the browser's helpers."""

    def __init__(self) -> None:
        super().__init__(
            attrs={
                "class": "form-control form-control-lg", "dir": "ltr", "autocomplete": "off",
                "spellcheck": "false", "autocapitalize": "characters",
            }
        )  # fmt: skip


class CodeForm(forms.Form):
    """The code printed at the foot of a document."""

    code = forms.CharField(label=_("Verification code"), max_length=80, widget=CodeInput)

    def clean_code(self) -> str:
        """Return the code in its one spelling."""
        code = normalise_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("A verification code has 26 letters and digits."), "not_a_code")
        return code


class FileForm(forms.Form):
    """A document that somebody was handed, to be checked."""

    file = forms.FileField(
        label=_("PDF file"), max_length=300,
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": "application/pdf,.pdf"}),
    )  # fmt: skip
