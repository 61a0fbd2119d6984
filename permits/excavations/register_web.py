"""The register of an office's excavations: firms and their papers, bans, moratoria, pavement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed, http_status
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from permits.cases.pages import signed_in
from permits.excavations.enums import BanReason, FirmRole, Surface
from permits.excavations.keeping import Papers, ban_firm, bar_digging, keep_firm, record_pavement
from permits.excavations.models import Firm, FirmBan, Moratorium, Pavement
from permits.excavations.policies import offices_kept_by
from permits.excavations.register_forms import MORATORIUM, PAVEMENT, BanForm, FirmForm, GroundForm

#: Pavement is listed so long.
YOUNG = timedelta(days=180)


def _write_firm(form: FirmForm, by: User) -> None:
    data = form.cleaned_data
    papers = Papers(**{name: data[name] for name in ("cr_until", "classified_until", "qualified_until")})
    keep_firm(
        office=data["office"],
        role=FirmRole(data["role"]),
        number=data["number"],
        name=data["name"],
        papers=papers,
        by=by,
    )


def _write_ban(form: BanForm, by: User) -> None:
    data = form.cleaned_data
    ban_firm(
        office=data["office"], number=data["number"], reason=BanReason(data["reason"]), since=data["since"],
        until=data["until"], note=data["note"], by=by,
    )  # fmt: skip


def _write_ground(form: GroundForm, by: User) -> None:
    data = form.cleaned_data
    if data["what"] == MORATORIUM:
        bar_digging(
            office=data["office"],
            name=data["name"],
            outline=data["points"],
            first=data["first"],
            last=data["last"],
            by=by,
        )
        return
    record_pavement(
        office=data["office"], surface=Surface(data["surface"]), outline=data["points"], laid_on=data["first"], by=by
    )


#: Which form writes what; the button's value names it.
FORMS: dict[str, tuple[Any, Callable[[Any, User], None]]] = {
    "firm": (FirmForm, _write_firm),
    "ban": (BanForm, _write_ban),
    "ground": (GroundForm, _write_ground),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of the offices that the person keeps; a POST enters what its button names."""
    person = signed_in(request)
    offices = offices_kept_by(person)
    if not offices:
        raise NotAllowed
    asked = request.POST.get("what_form", "")
    forms = {
        name: made(request.POST if name == asked else None, offices=offices, prefix=name if name != "ground" else None)
        for name, (made, _write) in FORMS.items()
    }
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 400
        form = forms.get(asked)
        if form is not None and form.is_valid():
            try:
                with territory([form.cleaned_data["office"].pk]):
                    FORMS[asked][1](form, person)
                messages.success(request, _("Entered."))
                return redirect("excavations:register")
            except DomainError as error:
                context, status = {"refusal": error}, http_status(error)
    context |= {"forms": forms, "opened": asked, **_listed(offices), "asked": _asked_of_the_map(forms["ground"])}
    return render(request, "excavations/register.html", context, status=status)


def _listed(offices: list[Municipality]) -> dict[str, Any]:
    today, ids = timezone.localdate(), [office.pk for office in offices]
    with territory(ids):
        bans = FirmBan.objects.exclude(until__lt=today).filter(municipality_id__in=ids).select_related("firm")
        return {
            "today": today,
            "firms": list(Firm.objects.filter(municipality_id__in=ids).select_related("municipality")),
            "bans": list(bans.order_by("-since", "pk")),
            "moratoria": list(
                Moratorium.objects.filter(municipality_id__in=ids, period__endswith__gt=today).order_by("period", "pk")
            ),
            "pavements": list(
                Pavement.objects.filter(municipality_id__in=ids, laid_on__gt=today - YOUNG).order_by("-laid_on", "-pk")[
                    :50
                ]
            ),
        }


def _asked_of_the_map(form: GroundForm) -> dict[str, Any]:
    tools = {name: {"draw": "outline", "picks": 0} for name in (MORATORIUM, PAVEMENT)}
    return {"shapes": reverse("excavations:outlines"), "tools": tools, "points": form.drawn()}
