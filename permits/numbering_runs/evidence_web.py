"""Pages of what a run stands on: outlines that were cleaned, and places where blocks and streets disagree."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.policies import territories_of
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from permits.cases.models import Case
from permits.cases.pages import signed_in
from permits.numbering_runs.enums import Decision, DoubtCode
from permits.numbering_runs.forms import DecisionForm
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.outlines import cleaned_in_short, moves_of
from permits.numbering_runs.policies import may_edit
from permits.numbering_runs.selectors import last_comparison, last_revision, run_of
from permits.numbering_runs.streets import (
    Told,
    compare_again,
    decide_doubts,
    kinds_of,
    possible,
    streets_changed,
    told_doubts,
)
from permits.numbering_runs.web import RUN

PAGE = 100
#: Disagreements of one kind shown at once, those that wait first.
MOST_DOUBTS = 100


@login_required
@require_safe
def cleaned(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """List the outlines that were cleaned for the last revision: parcel, corners moved, the farthest move."""
    case = _case_of_office(request, case_id)
    with territory([case.municipality_id]):
        revision = last_revision(run_of(case.pk))
        step = {
            parcel: (block.place, turn) for block in revision.blocks.all() for turn, parcel in enumerate(block.order, 1)
        }
        page = Paginator(moves_of(revision), PAGE).get_page(request.GET.get("page"))
        rows = [{"move": move, "place": step[move.parcel_id][0], "step": step[move.parcel_id][1]} for move in page]
        context = {"case": case, "revision": revision, "cleaning": revision.cleaning,
                   "cleaned": cleaned_in_short(revision), "rows": rows, "page": page}  # fmt: skip
        return render(request, "numbering_runs/cleaned.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def streets(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show where the blocks of a run and the streets of the map disagree; a POST is a person's decision."""
    case = _case_of_office(request, case_id)
    with territory([case.municipality_id]):
        run = run_of(case.pk)
        if request.method != "POST":
            return render(request, "numbering_runs/streets.html", _context(request, case, run))
        form = DecisionForm(request.POST)
        refusal: DomainError | None = None
        if form.is_valid():
            try:
                return _decide(request, run, form)
            except DomainError as error:
                refusal = error
        context = {**_context(request, case, run), "refusal": refusal, "form": form}
        return render(request, "numbering_runs/streets.html", context, status=http_status(refusal) if refusal else 400)


@login_required
@require_POST
def compare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Compare the blocks with the streets of today anew."""
    case = _case_of_office(request, case_id)
    with territory([case.municipality_id]):
        run = run_of(case.pk)
        compare_again(run=run, revision=last_revision(run), by=signed_in(request))
    messages.success(request, _("The blocks were compared with the streets of today."))
    return redirect("numbering_runs:streets", case.pk)


def _decide(request: HttpRequest, run: NumberingRun, form: DecisionForm) -> HttpResponse:
    asked, comparison = form.cleaned_data, last_comparison(run)
    told = told_doubts(run, last_revision(run), comparison) if comparison else []
    chosen = [
        one.doubt
        for one in told
        if one.doubt.code == asked["code"] and (one.doubt.pk in asked["doubts"] or (asked["all"] and one.waits))
    ]
    made = decide_doubts(
        run=run, doubts=chosen, decision=Decision(asked["decision"]), reason=asked["reason"], by=signed_in(request)
    )
    messages.success(request, _("Decided: %(count)s") % {"count": len(made)})
    return redirect("numbering_runs:streets", run.pk)


def _context(request: HttpRequest, case: Case, run: NumberingRun) -> dict[str, Any]:
    comparison, revision = last_comparison(run), last_revision(run)
    edits = may_edit(request.user, case)
    doubts = told_doubts(run, revision, comparison) if comparison else []
    return {
        "case": case,
        "run": run,
        "comparison": comparison,
        "changed": comparison is not None and edits and streets_changed(run, comparison),
        "may_edit": edits,
        "kinds": [_kind(run, kind, doubts, all_of, waiting) for kind, all_of, waiting in kinds_of(doubts)],
        "to_carry_out": any(told.decision and told.decision.decision != Decision.KEEP for told in doubts),
    }


def _kind(run: NumberingRun, kind: DoubtCode, doubts: Sequence[Told], count: int, waiting: int) -> dict[str, Any]:
    mine = sorted((told for told in doubts if told.doubt.code == kind), key=lambda told: (not told.waits, told.groups))
    return {
        "code": kind.value,
        "sentence": kind.label,
        "count": count,
        "waiting": waiting,
        "doubts": mine[:MOST_DOUBTS],
        "more": max(0, len(mine) - MOST_DOUBTS),
        "choices": [(one.value, one.label) for one in possible(run, kind)],
    }


def _case_of_office(request: HttpRequest, case_id: UUID) -> Case:
    found = RUN.find(request, case_id)
    if found.municipality_id not in territories_of(request.user):
        raise NotFound
    return found
