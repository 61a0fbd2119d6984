"""Forms of numbering runs: starting one, objecting, answering, and writing down what land is called."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.errors import Text
from parcels.plans.models import Plan
from parcels.register.codes import display, parse
from parcels.register.enums import AliasKind
from parcels.register.models import PublishedParcel
from permits.numbering_runs.enums import Decision, DoubtCode, ObjectionState, Reach
from permits.numbering_runs.models import PublishedRun
from permits.numbering_runs.walkers import POLICIES


class DistrictChoice(forms.ModelChoiceField):
    """A plan of an old district, called by the district."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the district."""
        return str(obj.district.local_name)


def way_choices() -> list[tuple[str, Text]]:
    """Return the ways of numbering by name."""
    return [(policy, way.name) for policy, way in POLICIES.items()]


class StartForm(forms.Form):
    """Which district, and in which way. The request id makes a second press of the button harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    plan = DistrictChoice(
        label=_("Old district"), queryset=Plan.objects.none(), empty_label=None,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose a district.")},
    )  # fmt: skip
    policy = forms.ChoiceField(
        label=_("Way of numbering"), required=False, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        plans = kwargs.pop("plans")
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans  # type: ignore[attr-defined]
        self.fields["policy"].choices = way_choices()  # type: ignore[attr-defined]


class AgainForm(forms.Form):
    """Let the engine propose anew, with the reason."""

    policy = forms.ChoiceField(
        label=_("Way of numbering"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=250, widget=forms.TextInput(attrs={"class": "form-control"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = way_choices()  # type: ignore[attr-defined]


class ObjectionForm(forms.Form):
    """What a citizen says against published numbers: which parcel, what is wrong, and how he is reached."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    picked = forms.CharField(
        label=_("Parcel, by its official code"), required=False,
        help_text=_("Tap the land on the map; the code is written here."),
        widget=forms.Textarea(attrs={"rows": 1, "dir": "ltr", "class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    block = forms.CharField(
        label=_("Block"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Parcel number"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What is wrong?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("Write what is wrong.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "name"}),
        error_messages={"required": _("Write your name: only the office sees it.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile"), max_length=20,
        widget=forms.TextInput(
            attrs={"class": "form-control", "type": "tel", "dir": "ltr", "autocomplete": "tel", "inputmode": "tel"}
        ),
        error_messages={"required": _("Write your mobile number: the answer is told there.")},
    )  # fmt: skip

    def __init__(self, *args: Any, notice: PublishedRun, **kwargs: Any) -> None:
        self.notice = notice
        self.parcel: PublishedParcel | None = None
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_phone(self) -> str:
        """Keep a mobile number of the Kingdom, digits as 0-9."""
        typed = fold_digits(self.cleaned_data["phone"]).replace(" ", "").replace("-", "")
        national = typed.removeprefix("+966").removeprefix("00966")
        national = national if national.startswith("0") else f"0{national}"
        if not (national.isascii() and national.isdecimal() and len(national) == 10 and national.startswith("05")):
            raise forms.ValidationError(_("Write a Saudi mobile number: ten digits that begin with 05."))
        return national

    def clean(self) -> dict[str, Any]:
        """Find the parcel: by the code that the map wrote, or by block and number as typed."""
        data: dict[str, Any] = super().clean() or {}
        parcels = PublishedParcel.objects.filter(plan_id=self.notice.plan_id)
        if data.get("picked"):
            self.parcel = parcels.filter(code=parse(fold_digits(data["picked"])) or "").first()
            field = "picked"
        else:
            block, number = (fold_digits(data.get(name) or "").strip() for name in ("block", "number"))
            self.parcel = parcels.filter(block_label=block, number=number).first() if number else None
            field = "number"
        if self.parcel is None:
            self.add_error(field, _("Say which parcel: tap it on the map, or type its block and number as published."))
        return data

    def give_back(self) -> None:
        """Show the code of the parcel that was found as people read it."""
        if self.parcel is not None:
            self.data = {**self.data.dict(), "picked": display(self.parcel.code)}  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The committee's answer: upheld or not, in words, and whose numbers are withdrawn."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[(one.value, one.label) for one in (ObjectionState.UPHELD, ObjectionState.DISMISSED)],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}), error_messages={"required": _("Decide.")},
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("If upheld: which numbers are withdrawn?"), choices=Reach, initial=Reach.NOTHING, required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        help_text=_("A number that is withdrawn is never given again; the parcel gets the next free one of its block."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Answer, with its reason"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        error_messages={"required": _("Write the answer: the citizen is told it.")},
    )  # fmt: skip

    def decided_reach(self) -> str:
        """Return whose numbers are withdrawn; "" when the objection is dismissed."""
        upheld = self.cleaned_data["state"] == ObjectionState.UPHELD
        return str(self.cleaned_data["reach"] or Reach.NOTHING) if upheld else ""


class DecisionForm(forms.Form):
    """What is decided about places where blocks and streets disagree: which of one kind, what, and why."""

    code = forms.ChoiceField(choices=DoubtCode)
    doubts = forms.TypedMultipleChoiceField(coerce=int, required=False)
    all = forms.BooleanField(required=False)
    decision = forms.ChoiceField(choices=Decision, error_messages={"required": _("Decide.")})
    reason = forms.CharField(max_length=250, error_messages={"required": _("Write the reason of the decision.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Which of them stand, the service says.
        asked = [one for one in self.data.getlist("doubts") if one.isascii() and one.isdecimal()]  # type: ignore[attr-defined]
        self.fields["doubts"].choices = [(one, one) for one in asked]  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """Another name of a parcel, as people in the field call it."""

    step = forms.IntegerField(
        label=_("Step in the walk"), min_value=1,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=AliasKind, widget=forms.Select(attrs={"class": "form-select"}))
    text = forms.CharField(
        label=_("Name or wording"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )
