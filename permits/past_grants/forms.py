"""The form that says which parcel a past grant is."""

from django import forms
from django.utils.translation import gettext_lazy as _

#: As long as the model keeps it.
LONGEST_REASON = 500


class FindForm(forms.Form):
    """A parcel of today by its code, and why it is this one."""

    code = forms.CharField(
        label=_("Official code of the parcel"), max_length=40,
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "autocomplete": "off"}),
        help_text=_("Eighteen digits; ٠–٩ or 0–9, with or without strokes."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why it is this parcel"), max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 3}),
        help_text=_("The paper or the survey that says so. It stays with the grant and cannot be changed."),
    )  # fmt: skip
