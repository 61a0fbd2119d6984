"""Forms of grants: the application, a pool, a draw, staked corners, heirs, the deed."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.calendars.digits import fold_digits
from geo.municipalities.models import Municipality
from geo.parties.forms import typed_identifier
from parcels.rights.enums import DeedKind
from parcels.rights.services import NewDeed
from permits.draws.enums import PublicForm
from permits.draws.services import Plan, Seat
from permits.grants.conditions import classes_on
from permits.grants.enums import Basis
from permits.grants.services import Asked, Inheritance
from permits.grants.staking import Corner

_LTR = {"dir": "ltr", "autocomplete": "off"}


class Dressed(forms.Form):
    """A form whose fields look like those of every page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.HiddenInput | forms.CheckboxSelectMultiple):
                continue
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs.setdefault("class", look)


class Folded(forms.DecimalField):
    """A number typed in either digits."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Fold the digits."""
        typed = fold_digits(value).replace("٫", ".") if isinstance(value, str) else value
        found: Decimal | None = super().to_python(typed)
        return found


class ApplyForm(Dressed):
    """An application for a grant, as the department enters it or whoever applies."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    office = forms.ModelChoiceField(label=_("Office"), queryset=Municipality.objects.none())
    name = forms.CharField(label=_("Name of the grantee"), max_length=200)
    identifier = forms.CharField(
        label=_("Identity number"), max_length=30, widget=forms.TextInput(attrs={**_LTR, "inputmode": "numeric"}),
        help_text=_("Ten digits; ٠–٩ or 0–9."),
    )  # fmt: skip
    mobile = forms.CharField(
        label=_("Mobile number"), max_length=20, required=False, widget=forms.TextInput(attrs=_LTR)
    )
    basis = forms.ChoiceField(label=_("Basis"), choices=Basis.choices)
    order_number = forms.CharField(label=_("Number of the order or request"), max_length=60)
    area_class = forms.ChoiceField(label=_("Area class"))
    decree_area_m2 = Folded(
        label=_("Area of the decree, m²"), min_value=1, max_digits=9, decimal_places=2,
        widget=forms.TextInput(attrs={**_LTR, "inputmode": "decimal"}),
    )  # fmt: skip
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    resident_since = forms.DateField(
        label=_("Resident here since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = lambda one: one.local_name  # type: ignore[attr-defined]
        self.fields["area_class"].choices = [  # type: ignore[attr-defined]
            (each.code, each.local_name) for each in classes_on(timezone.localdate())
        ]

    def clean_identifier(self) -> str:
        """Fold the digits and check their number."""
        return typed_identifier(self.cleaned_data["identifier"])

    def asked(self) -> Asked:
        """Return what was asked for."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "request_id"}
        return Asked(**{**told, "name": " ".join(told["name"].split()), "basis": Basis(told["basis"])})


class PoolForm(Dressed):
    """A new pool: its office, its title, and the area classes that it is for."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Municipality.objects.none())
    title = forms.CharField(label=_("Title"), max_length=200)
    classes = forms.MultipleChoiceField(
        label=_("Area classes"), widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = lambda one: one.local_name  # type: ignore[attr-defined]
        self.fields["classes"].choices = [  # type: ignore[attr-defined]
            (each.code, each.local_name) for each in classes_on(timezone.localdate())
        ]


class DrawForm(Dressed):
    """A draw as it is announced: the session, the public value and when it is known, and who seals secrets."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    session_at = forms.DateTimeField(
        label=_("Session"), widget=forms.DateTimeInput(attrs={"type": "datetime-local", **_LTR})
    )
    public_source = forms.CharField(
        label=_("Public value"), max_length=300,
        help_text=_("Exactly which value, of which hour, read where: nobody can know it when the secrets are sealed."),
    )  # fmt: skip
    public_form = forms.ChoiceField(label=_("How it is written"), choices=PublicForm.choices)
    public_due_at = forms.DateTimeField(
        label=_("Known from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local", **_LTR})
    )
    seats = forms.CharField(
        label=_("Officials who seal a secret"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: name of the account, a comma, the title that everyone reads. Two to twelve."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_seats(self) -> list[Seat]:
        """Return the officials. Errors: ValidationError for an account that is none."""
        found = []
        for line in self.cleaned_data["seats"].splitlines():
            name, _comma, title = line.replace("،", ",").partition(",")
            user = User.objects.filter(username=name.strip(), is_active=True).first()
            if not line.strip():
                continue
            if user is None or not title.strip():
                raise forms.ValidationError(_("Write the name of an account, a comma and a title in each line."))
            found.append(Seat(user, title.strip()))
        return found

    def plan(self, title: str) -> Plan:
        """Return the session as it is announced."""
        told = self.cleaned_data
        return Plan(
            title=title, session_at=told["session_at"], public_source=told["public_source"], seats=told["seats"],
            public_due_at=told["public_due_at"], public_form=PublicForm(told["public_form"]),
        )  # fmt: skip


class PlanForm(Dressed):
    """A plan that becomes a grant plan, and by which order."""

    plan = forms.IntegerField(label=_("Plan"), widget=forms.Select)
    order = forms.CharField(label=_("By order of"), max_length=200)

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].widget.choices = [(each.pk, f"{each.number} – {each.local_name}") for each in plans]


class StakeForm(Dressed):
    """Corners as they were staked: a line each, east and north."""

    corners = forms.CharField(
        label=_("Staked corners"), widget=forms.Textarea(attrs={"rows": 5, **_LTR}),
        help_text=_("A line each, in the order of the drawing: east, a space, north; metres."),
    )  # fmt: skip
    stake_note = forms.CharField(label=_("Note"), max_length=1000, required=False)

    def clean_corners(self) -> list[Corner]:
        """Return the corners. Errors: ValidationError for a line that is none."""
        found = []
        for line in fold_digits(self.cleaned_data["corners"]).replace("٫", ".").splitlines():
            parts = line.replace(",", " ").split()
            if not parts:
                continue
            try:
                east, north = (float(Decimal(part)) for part in parts)
            except (ValueError, InvalidOperation) as error:
                raise forms.ValidationError(_("Each line holds two numbers: east and north.")) from error
            found.append((east, north))
        return found


class HeirsForm(Dressed):
    """Heirs by their certificate: a line each."""

    document = forms.CharField(label=_("Certificate of heirs"), max_length=100)
    heirs = forms.CharField(
        label=_("Heirs"), widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line each: name, identity number and share, with commas between, as: Name, 1012345678, 1/3."),
    )  # fmt: skip

    def clean_heirs(self) -> list[Inheritance]:
        """Return the heirs. Errors: ValidationError for a line that cannot be read."""
        found = []
        for line in self.cleaned_data["heirs"].replace("،", ",").splitlines():
            if line.strip():
                found.append(self._heir([part.strip() for part in line.split(",")]))
        return found

    def _heir(self, parts: list[str]) -> Inheritance:
        wrong = forms.ValidationError(_("Write in each line the name, the identity number and the share."))
        if len(parts) != 3:
            raise wrong
        numerator, _slash, denominator = fold_digits(parts[2]).partition("/")
        if not (numerator.isdigit() and denominator.isdigit() and int(denominator)):
            raise wrong
        return Inheritance(
            name=parts[0], identifier=typed_identifier(parts[1]), share=(int(numerator), int(denominator))
        )


class DeedForm(Dressed):
    """The deed that the notary returned."""

    number = forms.CharField(
        label=_("Deed number"), max_length=20, widget=forms.TextInput(attrs={**_LTR, "inputmode": "numeric"}),
        help_text=_("Twelve digits."),
    )  # fmt: skip
    hijri_date = forms.CharField(
        label=_("Hijri date"), max_length=20, widget=forms.TextInput(attrs=_LTR), help_text=_("As 1448/06/10.")
    )
    issuer = forms.CharField(label=_("Issued by"), max_length=200)

    def deed(self, area_m2: Decimal) -> NewDeed:
        """Return the deed as it is recorded."""
        told = self.cleaned_data
        return NewDeed(
            kind=DeedKind.ELECTRONIC, number=told["number"], hijri_date=told["hijri_date"], issuer=told["issuer"],
            area_m2=area_m2,
        )  # fmt: skip
