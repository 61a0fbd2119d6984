"""The form by which a signature is lent."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import Membership, User
from geo.accounts.selectors import colleagues_of, own_memberships


class MembershipChoice(forms.ModelChoiceField):
    """A role of one's own and its place."""

    def label_from_instance(self, obj: Membership) -> str:
        """Return the role and the place in the reader's language."""
        return f"{obj.get_role_display()} · {obj.municipality.local_name}"


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control", "dir": "ltr"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, help_text=help_text, input_formats=["%Y-%m-%d"])


class DelegationForm(forms.Form):
    """Which role, to whom, from when until when, why, by which decision."""

    membership = MembershipChoice(
        label=_("Role that is delegated"),
        queryset=Membership.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    delegate = forms.ModelChoiceField(
        label=_("To whom"), queryset=User.objects.none(), widget=forms.Select(attrs={"class": "form-select"})
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), _("The day itself is included."))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput(attrs={"class": "form-control"}))
    decision_number = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = own_memberships(giver)  # type: ignore[attr-defined]
        self.fields["delegate"].queryset = colleagues_of(giver)  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = timezone.localdate()
