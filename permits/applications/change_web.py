"""The page on which whoever applied changes what he asks for, before he submits it again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial.points import written
from parcels.register.models import PublishedParcel
from permits.applications import selectors
from permits.applications.building import BuildingWorks, FloorPlace
from permits.applications.case_web import PAGE
from permits.applications.enums import PermitKind
from permits.applications.fence import fence_along
from permits.applications.forms import FencingForm
from permits.applications.kinds.kind import Kind, kind_of
from permits.applications.models import PermitApplication
from permits.applications.services import change_works, may_change
from permits.applications.simple_forms import said_before
from permits.applications.web import fence_context, side_choices
from permits.applications.works_forms import BuildingForm, Way, WorksForm
from permits.applications.works_web import asked_for, page_of, preview, works_form
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.cases.pages import signed_in

#: Who applies is not changed, and the application is there already.
_FIXED = ("request_id", "name", "identifier", "mobile")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Change the works of an application: `action=check` shows what would be, `action=open` writes it."""
    case = PAGE.find(request, case_id)
    if not may_change(person=request.user, case=case):
        raise StepNotPossible
    with territory([case.municipality_id]):
        application = selectors.application_of(case.pk)
        parcel = PublishedParcel.objects.filter(pk=application.ground.parcel_id).first()
        if parcel is None:
            raise NotFound
        if application.kind == PermitKind.FENCING:
            return _fence(request, case, application, parcel)
        return _works(request, case, application, parcel)


def _works(request: HttpRequest, case: Case, application: PermitApplication, parcel: PublishedParcel) -> HttpResponse:
    """Answer the form of works, with what is asked for now."""
    kind, version = kind_of(application), application.ground
    form = works_form(request, application.kind, version, row=application.simple, initial=asked_now(application))
    for name in _FIXED:
        del form.fields[name]
    context: dict[str, Any] = {}
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("action") == "open":
                return _written(request, case, application, form)
            context |= _previewed(kind, application, form)
            status = 200
        except DomainError as error:
            context |= {"refusal": error}
            status = http_status(error)
        form.give_back()
    page = page_of(kind, parcel, version, form) | {"case": case} | context
    return render(request, "applications/works.html", page, status=status)


def _previewed(kind: Kind, application: PermitApplication, form: WorksForm) -> dict[str, Any]:
    """Judge what would be asked for, as the case that it is: what it holds itself stands in nobody's way."""
    changed = asked_for(kind, application.ground, form, application.simple)
    changed.case_id = application.pk
    return preview(kind, changed)


def _written(request: HttpRequest, case: Case, application: PermitApplication, form: WorksForm) -> HttpResponse:
    works = form.works
    if works is None:
        raise NotFound
    change_works(application=application, works=works, by=signed_in(request), details=form.raw())
    return _done(request, case)


def _done(request: HttpRequest, case: Case) -> HttpResponse:
    messages.success(request, _("The change is written. Submit the application when it is ready."))
    return redirect("application:case", case.pk)


def _fence(request: HttpRequest, case: Case, application: PermitApplication, parcel: PublishedParcel) -> HttpResponse:
    """Answer the form of a fence, with the sides that are chosen now."""
    form = FencingForm(request.POST or None, sides=side_choices(parcel), chosen=application.details["corners"])
    for name in _FIXED:
        del form.fields[name]
    if request.method == "POST" and form.is_valid():
        corners = sorted(set(form.cleaned_data["corners"]))
        works = fence_along(application.ground, corners)
        change_works(application=application, works=works, by=signed_in(request), details={"corners": corners})
        return _done(request, case)
    context = fence_context(form, parcel) | {"case": case}
    return render(request, "applications/apply.html", context, status=400 if form.errors else 200)


def asked_now(application: PermitApplication) -> dict[str, Any]:
    """Return what an application asks for, under the names of its form's fields; the place by its corners."""
    corners = application.works[0].exterior_ring.coords[:-1] if len(application.works) == 1 else ()
    placed = {"points": written(corners)} if corners else {}
    if application.simple is not None:
        return {**placed, **said_before(application.simple, application.details)}
    details = dict(application.details)
    if application.kind == PermitKind.BUILDING:
        return {**placed, "way": Way.DRAWN.value, **_building(details)}
    way = Way.DRAWN if details.get("scope") == "part" else Way.SIDES
    return {**placed, "way": way.value, **details}


def _building(details: dict[str, Any]) -> dict[str, Any]:
    """Return a building as its form asks: floors as counts and areas."""
    works = BuildingWorks.of(details)
    upper = [floor.area_m2 for floor in works.floors if floor.place == FloorPlace.FLOOR]
    return {
        **{name: getattr(works, name) for name in BuildingForm.particulars if hasattr(works, name)},
        "upper_floors": len(upper),
        "floor_m2": upper[0] if upper and upper[0] != works.area_of(FloorPlace.GROUND) else None,
        "annex_m2": works.area_of(FloorPlace.ANNEX) or None,
        "basement_m2": works.area_of(FloorPlace.BASEMENT) or None,
    }
