"""The surveyor's workbench for one block of a run: the page, its ground, a better walk, and saving."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.api.errors import MEDIA_TYPE, problem
from geo.errors import DomainError, InvalidInput, NotAllowed, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import lonlat_bbox
from parcels.numbering.inputs import NumberingSettings
from permits.cases.pages import signed_in
from permits.cases.policies import case_seen_by, visible_cases
from permits.numbering_runs.around_locks import improve_around
from permits.numbering_runs.enums import OPEN_TO_EDITS
from permits.numbering_runs.errors import OrderIncomplete
from permits.numbering_runs.models import NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.policies import may_number
from permits.numbering_runs.revisions import revision_policy
from permits.numbering_runs.selectors import block_of, last_revision, run_of
from permits.numbering_runs.services import revise
from permits.numbering_runs.walkers import policy_name
from permits.numbering_runs.workbench_form import LOCKED, typed_walk
from permits.numbering_runs.workbench_ground import block_read, ground_told, indices, names_of
from permits.numbering_runs.workbench_policy import asked_policy, walk_by
from permits.numbering_runs.workbench_strings import sentences

Answer = Callable[..., HttpResponse]


def answers_json(view: Answer) -> Answer:
    """Answer a refusal as a problem document, which is what a script reads; the request is rolled back as ever."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except DomainError as error:
            return JsonResponse(problem(error), status=http_status(error), content_type=MEDIA_TYPE)

    return answered


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Show a block's walk to be worked on; a POST is the form of browsers without scripts."""
    run, revision, block = _block(request, case_id, place)
    with territory([run.municipality_id]):
        if request.method == "POST":
            return _save_typed(request, run, revision, block)
        return render(request, "numbering_runs/workbench.html", _context(run, revision, block))


@login_required
@never_cache
@require_safe
@answers_json
def ground(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Answer the ground of a block (see workbench_ground.ground_told)."""
    run, revision, block = _block(request, case_id, place)
    with territory([run.municipality_id]):
        return JsonResponse(ground_told(block, revision, block_read(block, _settings(run))))


@login_required
@require_POST
@answers_json
def save(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Save a walk {order, locked, base_revision, reason} as the next revision; answer {revision}."""
    run, _revision, _held = _block(request, case_id, place)
    sent = _sent(request)
    order, locked = _walk(sent)
    base, reason = sent.get("base_revision"), sent.get("reason")
    if not isinstance(base, int) or not isinstance(reason, str):
        raise InvalidInput
    with territory([run.municipality_id]):
        made = revise(
            run=run, block_place=place, order=order, locked=locked, by=signed_in(request), base_revision=base,
            reason=reason,
        )  # fmt: skip
    return JsonResponse({"revision": made.number})


@login_required
@require_POST
@answers_json
def improve(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Answer a better {order} for a walk {order, locked}; nothing is written."""
    run, _revision, block = _block(request, case_id, place)
    order, locked = _walk_of(block, _sent(request))
    with territory([run.municipality_id]):
        read = block_read(block, _settings(run))
    better = improve_around(
        indices(read, order).tolist(), set(indices(read, locked).tolist()), read.ground, read.settings
    )
    return JsonResponse({"order": [read.keys[i] for i in better]})


@login_required
@require_POST
@answers_json
def by_policy(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Answer the {order} that a {policy} gives to a walk {order, locked}; nothing is written.

    `sided` parcels have a side of even or odd numbers, `kept` of them are on it (see RuledWalk).
    """
    run, _revision, block = _block(request, case_id, place)
    sent = _sent(request)
    order, locked = _walk_of(block, sent)
    policy = asked_policy(sent.get("policy"))
    with territory([run.municipality_id]):
        read = block_read(block, _settings(run))
    ruled = walk_by(policy, indices(read, order).tolist(), set(indices(read, locked).tolist()), read)
    return JsonResponse({"order": [read.keys[i] for i in ruled.order], "sided": ruled.sided, "kept": ruled.kept})


def _block(request: HttpRequest, case_id: UUID, place: int) -> tuple[NumberingRun, RunRevision, RunBlock]:
    """Return a block of a run's last revision. Errors: NotFound, NotAllowed."""
    case = visible_cases().filter(pk=case_id, numbering_run__isnull=False).first()
    if case is None or not case_seen_by(request.user, case):
        raise NotFound
    if not may_number(request.user, case.municipality_id):
        raise NotAllowed
    with territory([case.municipality_id]):
        run = run_of(case_id)
        revision = last_revision(run)
        block = block_of(revision, place)
    if block is None:
        raise NotFound
    return run, revision, block


def _context(run: NumberingRun, revision: RunRevision, block: RunBlock) -> dict[str, Any]:
    names, locked = names_of(block.order), set(block.locked)
    address = {"case_id": run.pk, "place": block.place}
    return {
        "run": run,
        "case": run.case,
        "revision": revision,
        "place": block.place,
        "open": run.case.state in OPEN_TO_EDITS,
        "policy": policy_name(revision_policy(run, revision)) if block.numbers else "",
        "bbox": lonlat_bbox(block.geom),
        "rows": [
            {"key": parcel, "number": number, "locked": parcel in locked, **names[parcel]}
            for number, parcel in enumerate(block.order, 1)
        ],
        "around": [place for place in (block.place - 1, block.place + 1) if block_of(revision, place)],
        "asked": {
            "ground": reverse("numbering_runs:workbench_ground", kwargs=address),
            "save": reverse("numbering_runs:workbench_save", kwargs=address),
            "improve": reverse("numbering_runs:workbench_improve", kwargs=address),
            "policy": reverse("numbering_runs:workbench_policy", kwargs=address),
            "open": run.case.state in OPEN_TO_EDITS,
            "strings": sentences(),
        },
    }


def _save_typed(request: HttpRequest, run: NumberingRun, revision: RunRevision, block: RunBlock) -> HttpResponse:
    """Save the numbers of the form; a refusal shows them again with the reason, and nothing is written."""
    base = request.POST.get("base_revision", "")
    try:
        walk = typed_walk(request.POST, block.order, request.POST.getlist(LOCKED))
        if not base.isascii() or not base.isdecimal():
            raise InvalidInput
        with transaction.atomic():
            made = revise(
                run=run, block_place=block.place, order=walk.order, locked=walk.locked, by=signed_in(request),
                base_revision=int(base), reason=request.POST.get("reason", ""),
            )  # fmt: skip
    except DomainError as error:
        context = _context(run, revision, block) | {"refusal": error, "reason": request.POST.get("reason", "")}
        for row in context["rows"]:
            row["typed"] = request.POST.get(f"number-{row['key']}", "")
        return render(request, "numbering_runs/workbench.html", context, status=http_status(error))
    messages.success(request, _("Saved as revision %(number)s.") % {"number": made.number})
    return redirect("numbering_runs:workbench", case_id=run.pk, place=block.place)


def _settings(run: NumberingRun) -> NumberingSettings:
    return NumberingSettings(**run.settings)


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError as unread:
        raise InvalidInput from unread
    if not isinstance(sent, dict):
        raise InvalidInput
    return sent


def _walk(sent: dict[str, Any]) -> tuple[list[UUID], list[UUID]]:
    try:
        return [UUID(key) for key in sent["order"]], [UUID(key) for key in sent["locked"]]
    except (KeyError, TypeError, ValueError, AttributeError) as unread:
        raise InvalidInput from unread


def _walk_of(block: RunBlock, sent: dict[str, Any]) -> tuple[list[UUID], list[UUID]]:
    """Return the order and the locks of a walk through a block. Errors: InvalidInput, OrderIncomplete."""
    order, locked = _walk(sent)
    if sorted(order) != sorted(block.order) or not set(locked) <= set(order):
        raise OrderIncomplete
    return order, locked
