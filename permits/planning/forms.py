"""The form that opens a procedure on a plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from parcels.plans.models import Plan


class OpenForm(forms.Form):
    """Which plan, why, and a request id that makes a second press of the button harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    plan = forms.ModelChoiceField(queryset=Plan.objects.none(), widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason of the amendment"), max_length=250, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["plan"].queryset = Plan.objects.select_related("municipality")  # type: ignore[attr-defined]
