"""Pages of imports: the list, sending a file, and one import from its questions to its acceptance."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.models import User
from geo.documents.registry import home_of
from geo.errors import DomainError, NotAllowed, http_status
from geo.exchange.reading.errors import refusal
from geo.exchange.reading.limits import MIB, Limits
from geo.spatial.crs import tile_box
from geo.staging import services
from geo.staging.enums import ImportState, Standing
from geo.staging.errors import ImportSettled, worded
from geo.staging.forms import AcceptForm, AnswerForm, ChooseForm, SendForm
from geo.staging.models import StagedLayer, Upload
from geo.staging.pages import reading_context, refused_file
from geo.staging.policies import may_import, offices_of
from geo.staging.registry import Acceptance
from geo.staging.selectors import errors_of, latest_readings, reading_of, uploads
from geo.staging.standing import placed_within, sight_of, window_of

#: Imports of a page of the list; outlines that the map is told at once.
PAGE, MOST_OUTLINES = 30, 2_000


@login_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the imports of the person's offices, the latest first."""
    offices = _offices(request)
    page = Paginator(uploads().filter(municipality__in=offices), PAGE).get_page(request.GET.get("page"))
    readings = latest_readings(list(page))
    rows = [{"upload": each, "reading": readings[each.pk], "kind": services.kind_named(each.kind)} for each in page]
    return render(request, "staging/index.html", {"rows": rows, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Take a file in; what is refused is told with its rows, and nothing of it is kept."""
    offices = list(_offices(request))
    corrected = _corrected(request)
    form = SendForm(request.POST or None, request.FILES or None, offices=offices, initial=_like(corrected))
    context: dict[str, Any] = {"form": form, "corrected": corrected, "most_mb": Limits().upload // MIB}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return redirect("staging:reading", _receive(request, form).upload_id)
            except DomainError as error:
                context |= refused_file(error)
                status = http_status(error)
    return render(request, "staging/send.html", context, status=status)


def _receive(request: HttpRequest, form: SendForm) -> StagedLayer:
    file, office = form.cleaned_data["file"], form.office()
    if file.size > Limits().upload:
        raise refusal("too_many_bytes", {"most_mb": Limits().upload // MIB})
    return services.receive(
        content=file.read(), name=file.name, kind=form.cleaned_data["kind"], office=office, by=_person(request),
        request_id=form.cleaned_data["request_id"], answers=form.answers(), replaces=form.cleaned_data["replaces"],
    )  # fmt: skip


def _corrected(request: HttpRequest) -> Upload | None:
    """Return the import that a new file is to correct, if the address or the form names one that may be seen."""
    named = request.POST.get("replaces") or request.GET.get("replaces", "")
    try:
        key = UUID(named)
    except ValueError:
        return None
    return uploads().filter(pk=key).first()


def _like(corrected: Upload | None) -> dict[str, Any]:
    """Return what is filled in of a file that corrects another: what was said of that one."""
    if corrected is None:
        return {}
    before = reading_of(corrected.pk)
    return {
        "replaces": corrected.pk, "kind": corrected.kind, "municipality": corrected.municipality.code,
        "profile": before.profile, "set_aside": before.set_aside,
    }  # fmt: skip


@login_required
@never_cache
@require_safe
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an import: what it asks, how its rows stand, what is wrong with them, and what it became."""
    return _page(request, _readable(request, pk))


def _page(request: HttpRequest, layer: StagedLayer, status: int = 200, **more: Any) -> HttpResponse:
    context = reading_context(layer, show=request.GET.get("show", ""), row=request.GET.get("row", ""),
                              page=request.GET.get("page", ""))  # fmt: skip
    kind = services.kind_named(layer.upload.kind)
    context["kind"] = kind
    if layer.state == ImportState.ACCEPTED:
        context["home"] = home_of(layer.result, request.user)
    elif context["replaced_by"] is None:
        context["answer_form"] = AnswerForm(reading=layer)
        if layer.state == ImportState.CHECKED:
            seen = {"turn": layer.turn, "rows": context["counts"]["good"]}
            context |= {"accept_form": AcceptForm(asks=kind.asks, initial=seen), "choose_form": ChooseForm()}
    return render(request, "staging/reading.html", {**context, **more}, status=status)


@login_required
@require_POST
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read an import again under what the person says; the meanings may be kept for the next file."""
    layer = _readable(request, pk)
    form = AnswerForm(request.POST, reading=layer)
    if not form.is_valid():
        return _page(request, layer, 400, answer_form=form, answering=True)
    said = form.cleaned_data
    try:
        again = services.answer(pk=pk, answers=form.answers(), request_id=said["request_id"], seen_turn=said["turn"])
        if said["keep_as"]:
            services.keep_profile(layer=again, name=said["keep_as"], by=_person(request))
    except DomainError as error:
        return _page(request, layer, http_status(error), answer_form=form, answering=True, **refused_file(error))
    return redirect("staging:reading", pk)


@login_required
@require_POST
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave rows out, or take them back in, with the reason."""
    layer = _readable(request, pk)
    form = ChooseForm(request.POST)
    if not form.is_valid():
        return _page(request, layer, 400, choose_form=form)
    action = form.cleaned_data["action"]
    ticked = [int(each) for each in request.POST.getlist("row") if each.isascii() and each.isdigit() and len(each) < 10]
    try:
        count = services.choose_rows(
            layer=layer, numbers=None if action == "leave_out_all" else ticked, left_out=action != "take_in",
            reason=form.cleaned_data["reason"], by=_person(request),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, layer, http_status(error), refusal=error)
    told = ngettext("%(count)s row was changed.", "%(count)s rows were changed.", count)
    messages.success(request, told % {"count": count})
    return redirect(f"{reverse('staging:reading', args=[pk])}?show={request.POST.get('show', '')[:10]}#rows")


@login_required
@require_POST
def take_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the rows become what they were sent for, and go to the record."""
    layer = _readable(request, pk)
    form = AcceptForm(request.POST, asks=services.kind_named(layer.upload.kind).asks)
    if not form.is_valid():
        return _page(request, layer, 400, accept_form=form)
    said = form.cleaned_data
    try:
        if said["turn"] != layer.turn:
            raise ImportSettled
        done = services.accept(
            layer=layer,
            acceptance=Acceptance(
                by=_person(request), reason=said["reason"], answers=form.said(), request_id=said["request_id"],
                rows=said["rows"],
            ),
        )  # fmt: skip
    except DomainError as error:
        return _page(request, _readable(request, pk), http_status(error), refusal=error)
    home = home_of(done.result, request.user)
    messages.success(request, _("The import was accepted."))
    return redirect(home.url if home else reverse("staging:reading", args=[pk]))


@login_required
@never_cache
@require_safe
def outlines(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Answer the rows in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    layer = _readable(request, pk)
    sight = sight_of(layer.upload.municipality)
    window = window_of(tile_box(request.GET.get("bbox", "")), sight)
    found = [] if window.empty else placed_within(layer, window, sight, most=MOST_OUTLINES + 1)
    shown = found[:MOST_OUTLINES]
    why: dict[int, list[str]] = {}
    for each in errors_of(layer, MOST_OUTLINES, [row.pk for row in shown if row.standing != Standing.SOUND]):
        why.setdefault(each["row"], []).append(worded(each["code"]))
    page = reverse("staging:reading", args=[pk])
    rows = [
        {
            "key": str(row.number), "look": row.standing, "name": row.label,
            "told": " · ".join([str(row.standing.label), *dict.fromkeys(why.get(row.number, []))]),
            "url": f"{page}?row={row.number}#rows", "geometry": json.loads(row.outline),
        }
        for row in shown
    ]  # fmt: skip
    return JsonResponse({"rows": rows, "whole": len(found) <= MOST_OUTLINES})


def _offices(request: HttpRequest) -> Any:
    """Return the bodies for which the person may send files. Errors: NotAllowed."""
    offices = offices_of(request.user)
    if not offices.exists():
        raise NotAllowed
    return offices


def _readable(request: HttpRequest, pk: UUID) -> StagedLayer:
    """Return the latest reading of an import of the person's offices. Errors: ImportUnknown, NotAllowed."""
    layer = reading_of(pk)
    if not may_import(request.user, layer.municipality_id):
        raise NotAllowed
    return layer


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotAllowed
    return request.user
