"""Forms of payments: what was done about a difference, the biller's file, and paying at the simulator."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits

#: Bytes: a daily file of a hundred thousand payments.
LARGEST_FILE = 16 * 1024 * 1024


class ResolveForm(forms.Form):
    """What was done about a difference."""

    resolution = forms.CharField(
        label=_("What was done"), max_length=500,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 2}),
        error_messages={"required": _("Write what was done: it is kept with the difference.")},
    )  # fmt: skip


class FileForm(forms.Form):
    """The biller's file of a day."""

    day = forms.DateField(
        label=_("Day of the file"), widget=forms.DateInput(attrs={"class": "form-control", "type": "date"})
    )
    file = forms.FileField(
        label=_("File (CSV)"), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,text/csv"})
    )

    def clean_file(self) -> bytes:
        """Read the file; refuse one that is no day's."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too large."))
        return bytes(file.read())


class PayForm(forms.Form):
    """Paying at the simulator: the bill's number, and another amount where a mistake is to be tried."""

    number = forms.CharField(
        label=_("Bill number"), max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": _("Write the number of the bill.")},
    )  # fmt: skip
    amount = forms.CharField(
        label=_("Another amount (to try a mistake)"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal", "dir": "ltr"}),
    )  # fmt: skip

    def clean_number(self) -> str:
        """Fold the digits and close up the spaces."""
        return "".join(fold_digits(self.cleaned_data["number"]).split())

    def clean_amount(self) -> Decimal | None:
        """Return riyals with two decimals, or None for the bill's own amount."""
        typed = fold_digits(self.cleaned_data["amount"]).replace("٫", ".").strip()
        if not typed:
            return None
        field = forms.DecimalField(min_value=Decimal("0.01"), max_digits=10, decimal_places=2)
        return Decimal(field.clean(typed)).quantize(Decimal("0.01"))
