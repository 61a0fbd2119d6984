"""Pages of blocks and parcels, and the card that a tap on the map opens."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from geo.accounts.enums import Role
from geo.accounts.policies import has_role
from geo.errors import InvalidInput, NotAllowed
from geo.layers.panels import panels_for
from geo.spatial.crs import lonlat_bbox
from parcels.plans import selectors as plans
from parcels.register import record, selectors, services
from parcels.register.codes import display, parse
from parcels.register.enums import AliasKind
from parcels.register.former import LandOf, former_numbers_of, former_parcel
from parcels.register.forms import AliasForm, InstantForm
from parcels.register.models import Parcel, PublishedParcel
from parcels.register.resolver import is_mistyped, resolve
from parcels.register.timeline import subject_of

#: As in geo.search.registry: control characters are no words, and the database takes no NUL.
CONTROL = dict.fromkeys([*range(32), 127], " ")
MOST_TYPED = 200


def block(request: HttpRequest, code: str, district: str, block: str) -> HttpResponse:
    """List a block's parcels."""
    body = plans.body_of(code)
    in_district = plans.district_of(body, district)
    found = plans.block_of(in_district, block)
    parcels = [{"parcel": p, "code": display(p.code)} for p in selectors.parcels_of_block(found.pk)]
    plan = plans.plan_named(found.plan_id)
    context = {
        "body": body,
        "district": in_district,
        "in_block": found,
        "plan": plan and {"plan": plan, "key": plans.plan_key(plan)},
        "bbox": lonlat_bbox(found.geom),
        "rules": plans.rules_in(found.geom),
        "parcels": parcels,
        "former": former_numbers_of(found, in_district),
        "panels": panels_for("block_page", request, found),
    }
    return render(request, "register/block.html", context)


def parcel(request: HttpRequest, code: str) -> HttpResponse:
    """Show a parcel of today, a retired number, or what a mistyped code meant; `?fragment=card` the card alone."""
    try:
        found = selectors.published_parcel(code)
    except selectors.CodeMistyped:
        return _found(request, code, status=HTTPStatus.NOT_FOUND)
    except selectors.UnknownParcel:
        land = former_parcel(code)
        if land is None:
            raise
        return _former(request, land)
    if _card(request):
        panels = panels_for("land_card", request, found)
        return render(request, "register/card.html", {**_facts(found), "panels": panels})
    return _page(request, found)


def find(request: HttpRequest) -> HttpResponse:
    """Say which land of today the words in `q` name, and why: codes, numbers of any time, other names."""
    return _found(request, request.GET.get("q", ""))


@login_required
@require_POST
def add_name(request: HttpRequest, code: str) -> HttpResponse:
    """Write down another name of a parcel, of today or retired: the surveyor of its place."""
    held = _held_by_code(code)
    if held is None or not _may_name(request, held):
        raise NotAllowed
    form = AliasForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(" ".join(str(error) for errors in form.errors.values() for error in errors))
    kind = AliasKind(form.cleaned_data["kind"])
    services.record_alias(parcel=held, kind=kind, text=form.cleaned_data["text"], by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The name is recorded."))
    return redirect(f"{reverse('register:parcel', args=[held.code])}#names-title")


def _found(request: HttpRequest, words: str, *, status: int = HTTPStatus.OK) -> HttpResponse:
    words = words.translate(CONTROL).strip()[:MOST_TYPED]
    answers = resolve(words) if words else []
    context = {"words": words, "answers": answers, "mistyped": is_mistyped(words)}
    return render(request, "register/find.html", context, status=status)


def _card(request: HttpRequest) -> bool:
    return request.GET.get("fragment") == "card"


def _page(request: HttpRequest, found: PublishedParcel) -> HttpResponse:
    held = Parcel.objects.filter(pk=found.pk).first()
    context = {**_facts(found), **_record(request, found.pk, held)}
    if not context["standing"]:  # what others add is of today
        context["panels"] = panels_for("land_card", request, found)
        context["sections"] = panels_for("land_record", request, found)
    return render(request, "register/parcel.html", context)


def _former(request: HttpRequest, land: LandOf) -> HttpResponse:
    """Show a number that was retired: how, when, and where its land lies today."""
    bbox = ",".join(f"{degree:.7f}" for degree in land.bbox) if land.bbox else ""
    context = {"land": land, "code": display(land.code), "bbox": bbox}
    if _card(request):
        return render(request, "register/former_card.html", context)
    held = Parcel.objects.filter(pk=land.id).first()
    return render(request, "register/former.html", {**context, **_record(request, land.id, held)})


def _record(request: HttpRequest, parcel_id: UUID, held: Parcel | None) -> dict[str, Any]:
    """Return what both pages tell: lineage and names to everyone, versions and history inside the territory."""
    whole = request.GET.get("lineage") == "all"
    told = {
        "lineage": record.lineage_for(parcel_id, rtl=get_language_bidi(), whole=whole),
        "names": record.names_of(parcel_id, held),
        "held": held,
        "standing": None,
    }
    if held is None:
        return told
    form = InstantForm({name: request.GET.get(name, "") for name in ("as_of", "known_at")})
    return {
        **told,
        "instants": form,
        "standing": _standing(form, held),
        "versions": record.versions_of(held),
        "subject": subject_of(held),
        "alias_form": AliasForm() if _may_name(request, held) else None,
    }


def _standing(form: InstantForm, held: Parcel) -> record.Standing | None:
    """Return how the parcel stood, if a day was asked for and is one."""
    if not form.is_valid() or not any(form.cleaned_data.values()):
        return None
    known_at = form.instant("known_at")
    return record.standing_at(held, as_of=form.instant("as_of") or known_at or timezone.now(), known_at=known_at)


def _held_by_code(code: str) -> Parcel | None:
    return Parcel.objects.filter(code=parse(code)).first()


def _may_name(request: HttpRequest, held: Parcel) -> bool:
    return has_role(request.user, Role.SURVEYOR, held.municipality_id)


def _facts(parcel: PublishedParcel) -> dict[str, Any]:
    body = plans.body_by_id(parcel.municipality_id)
    district = plans.district_of(body, parcel.district_code)
    return {
        "parcel": parcel,
        "body": body,
        "district_name": district.local_name,
        "district_note": district.local_note,
        "block_code": parcel.code[6:9],
        "code": display(parcel.code),
        "bbox": lonlat_bbox(parcel.geom),
        "boundary": record.boundary_of(parcel.geom),
    }
