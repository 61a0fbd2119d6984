"""Pages of check-outs: the list, taking land along, one check-out with its file, giving it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from geo.accounts.enums import Role
from geo.accounts.policies import has_role, territories_of
from geo.errors import DomainError, NotAllowed, http_status
from permits.cases.pages import paper, signed_in
from permits.subdivisions.checkout.forms import By, CheckInForm, CheckOutForm
from permits.subdivisions.checkout.package import package_of
from permits.subdivisions.checkout.selectors import check_out_of, check_outs
from permits.subdivisions.checkout.services import check_in, check_out, give_back
from permits.subdivisions.models import CheckOut
from permits.subdivisions.policies import may_ask, may_check_out
from permits.subdivisions.typed import MOST_PARCELS

MEDIA_TYPE = "application/geopackage+sqlite3"
#: Check-outs that the list shows.
LATEST = 50


@login_required
@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the check-outs of the reader's offices, those that hold land first."""
    if not territories_of(request.user):
        raise NotAllowed
    found = sorted(check_outs()[:LATEST], key=lambda one: (one.closed_at is not None, not one.holds))
    context = {"check_outs": found, "may_ask": may_ask(request.user), "form": CheckInForm()}
    return render(request, "subdivisions/check_outs.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take land along: choose the area, then the file is ready."""
    if not may_ask(request.user):
        raise NotAllowed
    form = CheckOutForm(request.POST or None, initial=_asked_by_link(request))
    context: dict[str, Any] = {"form": form, "fields": form.laid_out(), "asked": _asked_of_the_map(), "bbox": ""}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = check_out(
                    area=form.area(), lock=form.cleaned_data["lock"], by=signed_in(request),
                    request_id=form.cleaned_data["request_id"],
                )  # fmt: skip
                return redirect("land_change:check_out", made.pk)
            except DomainError as error:
                context["refusal"] = error
                status = http_status(error)
            form.give_back()
    return render(request, "subdivisions/check_out_new.html", context, status=status)


def _asked_by_link(request: HttpRequest) -> dict[str, Any]:
    named = request.GET.getlist("parcel")
    return {"what": By.PARCELS, "parcels": "\n".join(named)} if named else {}


def _asked_of_the_map() -> dict[str, Any]:
    nothing = {"draw": "", "picks": 0}
    tools = {
        By.PLAN.value: nothing, By.DISTRICT.value: nothing, By.OUTLINE.value: {"draw": "outline", "picks": 0},
        By.PARCELS.value: {"draw": "", "picks": MOST_PARCELS},
    }  # fmt: skip
    return {"shapes": reverse("land_change:outlines"), "tools": tools, "points": []}


@login_required
@never_cache
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a check-out: its land, its lock, its file, and what came back of it."""
    return _page(request, check_out_of(pk))


def _page(request: HttpRequest, checkout: CheckOut, *, status: int = 200, **more: Any) -> HttpResponse:
    own = checkout.made_by_id == request.user.pk
    may_release = not own and has_role(request.user, Role.HEAD, checkout.municipality_id)
    context = {
        "checkout": checkout, "own": own, "may_release": may_release, "form": CheckInForm(),
        "may_fetch": own or may_check_out(request.user, checkout.municipality_id),
        "check_ins": checkout.check_ins.select_related("sent_by"), **more,
    }  # fmt: skip
    return render(request, "subdivisions/check_out.html", context, status=status)


@login_required
@never_cache
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer the GeoPackage of a check-out, the same however often it is asked for."""
    checkout = check_out_of(pk)
    if not may_check_out(request.user, checkout.municipality_id):
        raise NotAllowed
    return paper(package_of(checkout), name=f"check-out-{str(pk)[:8]}.gpkg", kind=MEDIA_TYPE)


@login_required
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a check-out back, or release it with a reason."""
    checkout = check_out_of(pk)
    why = request.POST.get("why", "")
    try:
        give_back(checkout=checkout, by=signed_in(request), why=why)
    except DomainError as error:
        return _page(request, checkout, status=http_status(error), refusal=error, why=why)
    messages.success(request, _("The land is given back: nothing of it is locked."))
    return redirect("land_change:check_out", pk)


@login_required
@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file in, whichever check-out it says it is, then show what it changes."""
    if not may_ask(request.user):
        raise NotAllowed
    form = CheckInForm(request.POST, request.FILES)
    if not form.is_valid():
        return _brought_none(request, form, None, 400)
    sent = form.cleaned_data
    try:
        made = check_in(
            content=sent["file"].read(), name=sent["file"].name, by=signed_in(request), request_id=sent["request_id"]
        )
    except DomainError as error:
        return _brought_none(request, CheckInForm(), error, http_status(error))
    return redirect("land_change:check_in", made.pk)


def _brought_none(request: HttpRequest, form: CheckInForm, refusal: DomainError | None, status: int) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "rows": refusal.context.get("rows", []) if refusal else []}
    return render(request, "subdivisions/check_in_refused.html", context, status=status)
