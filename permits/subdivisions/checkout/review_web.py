"""The page of a check-in: what the file changed, row by row, what changed meanwhile, and opening requests from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from geo.errors import DomainError, http_status
from geo.spatial_rules.keeping import told_findings
from geo.staging.errors import worded
from permits.cases.pages import signed_in
from permits.subdivisions.assess import findings_of, judge
from permits.subdivisions.checkout.forms import ChangesForm
from permits.subdivisions.checkout.review import Review, review
from permits.subdivisions.checkout.selectors import check_in_of
from permits.subdivisions.checkout.services import open_requests
from permits.subdivisions.checkout.weighing import Weighed
from permits.subdivisions.drawing import Drawing, draw_difference
from permits.subdivisions.models import CheckIn, CheckInRow
from permits.subdivisions.spatial_rules.subject import Subject
from permits.subdivisions.web import parts_of

#: Groups that a page draws and judges; of more the list is told, and the rest when these are opened.
SHOWN = 30
#: Corners that were pulled, of which each is told.
PULLED = 50


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a file changed; a POST looks at what would be opened, or opens it."""
    check_in = check_in_of(pk)
    if request.method != "POST":
        return _answer(request, check_in, review(check_in))
    left_out = (_rows(request, "seen") - _rows(request, "accept")) | _rows(request, "out")
    form = ChangesForm(request.POST)
    if request.POST.get("action") != "open" or not form.is_valid():
        judged = request.POST.get("action") != "open"
        shown = review(check_in, left_out=left_out)
        return _answer(
            request, check_in, shown, status=200 if judged else 400, judged=judged, left_out=left_out,
            form=ChangesForm(initial=request.POST.dict()) if judged else form,
        )  # fmt: skip
    return _open(request, check_in, left_out, form)


def _rows(request: HttpRequest, name: str) -> set[int]:
    return {int(row) for row in request.POST.getlist(name) if row.isascii() and row.isdecimal()}


def _open(request: HttpRequest, check_in: CheckIn, left_out: set[int], form: ChangesForm) -> HttpResponse:
    person = signed_in(request)
    try:
        opened = open_requests(check_in=check_in, left_out=left_out, grounds=form.grounds(), by=person)
    except DomainError as error:
        shown = review(check_in, left_out=left_out)
        more: dict[str, Any] = {"left_out": left_out, "form": form, "refusal": error}
        return _answer(request, check_in, shown, status=http_status(error), **more)
    count = len(opened)
    said = ngettext("%(count)s request is open: submit it.", "%(count)s requests are open: submit each.", count)
    messages.success(request, said % {"count": count})
    return redirect("land_change:case", opened[0].pk) if count == 1 else redirect("land_change:check_in", check_in.pk)


def _answer(
    request: HttpRequest, check_in: CheckIn, shown: Review, *, status: int = 200, judged: bool = False, **more: Any
) -> HttpResponse:
    own = check_in.sent_by_id == request.user.pk
    asked_by = request.user.pk if own else None
    groups = [_told(shown, each, asked_by if judged else None, "form" in more) for each in shown.weighed[:SHOWN]]
    context = {
        "check_in": check_in,
        "checkout": check_in.checkout,
        "own": own,
        "groups": groups,
        "chosen": sum(told["chosen"] and not told["opened"] for told in groups),
        "hidden": max(0, len(shown.weighed) - SHOWN),
        "unchanged": shown.unchanged,
        "meanwhile": shown.meanwhile,
        "renumbered": shown.renumbered,
        "pulled": sorted(shown.pulled, key=lambda each: -each.metres)[:PULLED],
        "pulled_count": len(shown.pulled),
        "farthest_m": max((each.metres for each in shown.pulled), default=0.0),
        "to_open": len(shown.to_open),
        "notes": _notes(check_in),
        "form": ChangesForm(),
        "judged": judged,
        "left_out": set(),
        **more,
    }
    return render(request, "subdivisions/check_in.html", context, status=status)


def _told(shown: Review, weighed: Weighed, asked_by: int | None, again: bool) -> dict[str, Any]:
    """Return a group as the page shows it; its checklist when somebody is named for whom it is judged.

    At first what can be opened is chosen, but for corrections; `again`: what a person has chosen.
    """
    told: dict[str, Any] = {
        "weighed": weighed,
        "items": [_item(shown, item) for item in weighed.group.items],
        "parcels": [shown.base[key] for key in weighed.group.keys],
        "drawing": _drawing(shown, weighed),
        "opened": shown.case_of(weighed),
        "parts": parts_of(weighed.change) if weighed.change else [],
        "chosen": weighed.acceptable and (again or not weighed.corrects),
    }
    if asked_by is not None and weighed.acceptable and weighed.change and not told["opened"]:
        subject = Subject.wished(weighed.change, on=timezone.localdate(), asked_by=asked_by)
        judgement = judge(subject, exempted=frozenset())
        told |= {"findings": told_findings(findings_of(judgement)), "may_pass": judgement.may_pass}
    return told


def _item(shown: Review, item: Any) -> dict[str, Any]:
    held = shown.base.get(item.key)
    area = item.row.shape.area if item.row else None
    return {
        "what": item.what.label, "row": item.row, "number": held.number if held else "", "corners": item.corners,
        "farthest_m": item.farthest_m, "area": area, "was": held.shape.area if held else None,
    }  # fmt: skip


def _drawing(shown: Review, weighed: Weighed) -> Drawing:
    keys = weighed.group.keys
    comes = [shown.now[key].shape for key in keys if key in shown.now and shown.now[key] != shown.base[key]]
    return draw_difference(
        was=[shown.base[key].shape for key in keys],
        drawn=[(str(row.row), row.shape) for row in weighed.group.rows], comes=comes, but=keys,
    )  # fmt: skip


def _notes(check_in: CheckIn) -> list[tuple[int, str]]:
    """Return what was changed in reading the file: row, and in words."""
    rows = CheckInRow.objects.filter(checkin=check_in).exclude(notes=[]).order_by("number")
    return [(row.number, worded(note["code"])) for row in rows[:PULLED] for note in row.notes]
