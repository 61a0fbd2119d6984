"""The pages of an enquiry: who asks about what, the code, the answer with its paper.

Nobody is known yet: they open no territory, and say the same whether there is a record or not.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.visitors import Limit, TooManyFromHere, count_act
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.middleware import unscoped
from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from geo.spatial.crs import LONLAT_SRID, lonlat_bbox
from geo.web.refusal import refuse
from parcels.register.models import PublishedParcel
from permits.cases.pages import paper
from permits.enquiries.errors import CodeWrong, EnquiryOver, TooManyEnquiries
from permits.enquiries.forms import AskForm, CodeForm
from permits.enquiries.models import Enquiry
from permits.enquiries.registry import Told
from permits.enquiries.selectors import opened, told
from permits.enquiries.services import ask as ask_for
from permits.enquiries.services import asked_about, end, open_with

#: Where the session keeps which enquiry is this browser's.
KEY: Final = "enquiry"
#: Questions, and codes, that one address may send.
QUESTIONS: Final = Limit("enquiry", 20, timedelta(hours=1))
CODES: Final = Limit("enquiry code", 60, timedelta(hours=1))
#: Metres around a plot on its map.
AROUND_M: Final = 60


@unscoped
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST keeps the question, sends a code where there is somebody to send it to, and goes on."""
    form = AskForm(request.POST or None)
    if request.method != "POST":
        return _page(request, "ask", form=form)
    try:
        _count(request, QUESTIONS)
        if not form.is_valid():
            return _page(request, "ask", form=form, status=400)
        enquiry = ask_for(asked_about(form.cleaned_data["identifier"], number=form.cleaned_data["number"]))
    except DomainError as error:
        return _refused(request, "ask", error, form=form)
    request.session[KEY] = str(enquiry.pk)
    return _private(redirect("enquiries:code"))


@unscoped
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; the right one opens the answer in this browser alone."""
    key = _key(request)
    if key is None:
        return _private(redirect("enquiries:ask"))
    form = CodeForm(request.POST or None)
    if request.method != "POST":
        return _page(request, "code", form=form)
    try:
        _count(request, CODES)
        if not form.is_valid():
            return _page(request, "code", form=form, status=400)
        open_with(key, code=form.cleaned_data["code"])
    except CodeWrong as error:
        form.add_error("code", str(error))
        return _page(request, "code", form=form, status=400)
    except DomainError as error:
        return _refused(request, "code", error, form=form)
    request.session.cycle_key()  # whoever gave this browser its session before does not share the answer
    return _private(redirect("enquiries:answer"))


@unscoped
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Show what is told of the record."""
    try:
        enquiry = _opened(request)
    except EnquiryOver:
        return _private(redirect("enquiries:ask"))
    known = told(enquiry)
    return _page(request, "answer", told=known, office=enquiry.office, **_place(known.parcel))


@unscoped
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """Hand out the paper of the record as it was signed. Errors: NotFound, EnquiryOver."""
    try:
        enquiry = _opened(request)
        known: Told = told(enquiry)
        if known.paper is None or enquiry.office_id is None:
            raise NotFound
        with territory([enquiry.office_id]):
            body = printout_pdf(known.paper)
    except DomainError as error:
        return _private(refuse(request, error))
    return _private(paper(body, name=f"{known.paper.number}.pdf"))


@unscoped
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the enquiry in this browser."""
    key = _key(request)
    if key is not None:
        end(key)
        del request.session[KEY]
    return _private(redirect("enquiries:ask"))


def _key(request: HttpRequest) -> UUID | None:
    kept = request.session.get(KEY)
    return UUID(kept) if kept else None


def _opened(request: HttpRequest) -> Enquiry:
    """Return this browser's enquiry. Errors: EnquiryOver."""
    key = _key(request)
    if key is None:
        raise EnquiryOver
    return opened(key)


def _count(request: HttpRequest, limit: Limit) -> None:
    """Count by the address; outside a transaction the count is kept at once. Errors: TooManyEnquiries."""
    try:
        count_act(request, limit)
    except TooManyFromHere as error:
        raise TooManyEnquiries(seconds=error.context["seconds"]) from error


def _place(parcel: PublishedParcel | None) -> dict[str, Any]:
    """Return where a plot lies: the box of its map, and the point to which a phone leads, in degrees."""
    if parcel is None:
        return {}
    inside = parcel.geom.point_on_surface.transform(LONLAT_SRID, clone=True)
    english = (get_language() or "ar").startswith("en")
    district = parcel.district_name_en if english and parcel.district_name_en else parcel.district_name
    return {"bbox": lonlat_bbox(parcel.geom.buffer(AROUND_M)), "at": _degrees(inside), "district": district}


def _degrees(point: Point) -> str:
    return f"{point.y:.6f},{point.x:.6f}"


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return _private(render(request, f"enquiries/{name}.html", context, status=status))


def _refused(request: HttpRequest, name: str, error: DomainError, **context: Any) -> HttpResponse:
    refused = _page(request, name, status=http_status(error), refusal=error, **context)
    if "seconds" in error.context:
        refused.headers["Retry-After"] = str(error.context["seconds"])
    return refused


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches and search engines; no address here holds anything that others' logs may not.

    Without a referrer a browser would send its forms with the origin "null", which no form here is taken from.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
