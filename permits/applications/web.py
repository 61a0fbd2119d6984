"""Pages of permits: the public page of a permit, applying, and the certificate."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.calendars.digits import format_number, local_digits
from geo.errors import NotFound
from geo.municipalities.scope import territory
from geo.printing.maps import outline
from geo.printing.selectors import printout_pdf
from geo.spatial.crs import lonlat_bbox
from parcels.register.codes import display
from parcels.register.enums import Compass, ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import published_parcel, sides
from permits.applications import selectors
from permits.applications.applicant import Applicant
from permits.applications.enums import PermitStatus
from permits.applications.errors import ParcelNotOpen
from permits.applications.forms import FencingForm
from permits.applications.issuing import printed
from permits.applications.kinds.kind import kind_of
from permits.applications.models import Permit
from permits.applications.outlook import outlook_of
from permits.applications.services import apply_for_fencing
from permits.cases.pages import paper, signed_in
from permits.cases.policies import case_seen_by


@require_safe
def permit(request: HttpRequest, number: str) -> HttpResponse:
    """Show what everyone may know of a permit; `?fragment=card` answers the card of the map."""
    found = selectors.published_permit(number)
    context = {
        "permit": found,
        "kind": kind_of(found),
        "standing": selectors.standing(found),
        "parcel_code": display(found.parcel_code),
        "bbox": lonlat_bbox(found.geom),
    }
    card = request.GET.get("fragment") == "card"
    return render(request, "applications/permit_card.html" if card else "applications/permit.html", context)


@login_required
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Apply for a fencing permit on a parcel."""
    parcel = published_parcel(code)
    if parcel.state != ParcelState.ACTIVE:
        raise ParcelNotOpen
    form = FencingForm(request.POST or None, sides=side_choices(parcel))
    if request.method == "POST" and form.is_valid():
        with territory([parcel.municipality_id]):
            application = apply_for_fencing(
                parcel=parcel,
                applicant=Applicant(**{key: form.cleaned_data[key] for key in ("name", "identifier", "mobile")}),
                corners=form.cleaned_data["corners"],
                by=signed_in(request),
                request_id=form.cleaned_data["request_id"],
            )
        return redirect("application:case", application.pk)
    context = fence_context(form, parcel)
    return render(request, "applications/apply.html", context, status=400 if form.errors else 200)


def fence_context(form: FencingForm, parcel: PublishedParcel) -> dict[str, Any]:
    """Return what the form's page shows: the land, what a fence meets there, and the sides by the way they look."""
    walk = sides(parcel)
    by_facing: dict[Any, list[Any]] = {facing: [] for facing in Compass}
    for side, option in zip(walk, form["corners"], strict=True):
        by_facing[Compass(side.facing)].append(option)
    return {
        "form": form,
        "parcel": parcel,
        "code": display(parcel.code),
        "bbox": lonlat_bbox(parcel.geom),
        "outline": outline(walk),
        "outlook": outlook_of(parcel),
        "permitted": any(
            selectors.standing(found) == PermitStatus.VALID for found in selectors.permits_on(parcel.code)
        ),
        "side_groups": [(facing.label, options) for facing, options in by_facing.items() if options],
    }


def side_choices(parcel: PublishedParcel) -> list[tuple[int, str]]:
    """Return the sides of a parcel to choose from: the corner at which each begins, and how it is told."""
    said = _("Corner %(first)s to corner %(last)s, %(length)s m")
    language = get_language() or "ar"
    choices = []
    for side in sides(parcel):
        facts = {
            "length": format_number(side.length, language, places=2),
            "first": side.from_corner,
            "last": side.to_corner,
        }
        choices.append((side.from_corner, local_digits(said % facts, language)))
    return choices


@login_required
@require_safe
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the certificate as it was filed, to the office and to whoever applied; the first to ask has it printed."""
    published = selectors.published_permit(number)
    with territory([published.municipality_id]):
        found = Permit.objects.select_related("printout", "application__case").get(pk=published.pk)
        if not case_seen_by(request.user, found.application.case):
            raise NotFound
        body = printout_pdf(printed(found))
    return paper(body, name=f"{number}.pdf")
