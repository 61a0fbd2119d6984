"""Pages of numbering runs for the office: list, start, the run with its steps, revisions, objections, names."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.policies import territories_of
from geo.errors import DomainError, NotAllowed, NotFound, http_status
from geo.municipalities.scope import territory
from parcels.register.enums import AliasKind
from parcels.register.models import Parcel
from parcels.register.services import record_alias
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.pages import CasePage, progress, signed_in
from permits.numbering_runs.differences import changes_between
from permits.numbering_runs.enums import OPEN_TO_EDITS, OVER, ObjectionState
from permits.numbering_runs.flow import KIND
from permits.numbering_runs.forms import AgainForm, AnswerForm, NameForm, StartForm
from permits.numbering_runs.hearing import answer
from permits.numbering_runs.models import NumberingRun, Objection
from permits.numbering_runs.outlines import cleaned_in_short
from permits.numbering_runs.picture import anchor, picture_of
from permits.numbering_runs.policies import SECOND_HANDS, may_answer, may_edit, may_number, prepared_himself
from permits.numbering_runs.report import block_rows, exceptions_of, numbers_of
from permits.numbering_runs.revisions import revision_policy
from permits.numbering_runs.scoring import proof_of_all
from permits.numbering_runs.selectors import (
    block_label,
    block_of,
    last_comparison,
    last_revision,
    plans_to_number,
    run_of,
    runs,
    stops_of,
)
from permits.numbering_runs.services import decide, propose_again, start
from permits.numbering_runs.streets import streets_changed, told_doubts
from permits.numbering_runs.walk_sheet import aliases_of
from permits.numbering_runs.walkers import policy_name, policy_words

PAGE = 30
#: Exceptions shown on the page of a run; the others are counted.
MOST_EXCEPTIONS = 100


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the runs of the person's offices, open ones first."""
    _staff(request)
    listed = runs().order_by(F("closed_at").asc(nulls_first=True), "-started_at")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    states = flows[KIND].states
    rows = [{"run": run, "state": states(run.case.state)} for run in page]
    context = {"rows": rows, "page": page, "may_start": _numbers_somewhere(request) and plans_to_number().exists()}
    return render(request, "numbering_runs/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Start a run on an old district of the person's offices."""
    if not _numbers_somewhere(request):
        raise NotAllowed
    chosen = request.GET.get("plan", "")
    form = StartForm(request.POST or None, plans=plans_to_number(), initial={"plan": chosen} if chosen else {})
    if request.method == "POST" and form.is_valid():
        asked, person = form.cleaned_data, signed_in(request)
        with territory([asked["plan"].municipality_id]):
            run = start(plan=asked["plan"], by=person, request_id=asked["request_id"], policy=asked["policy"])
        return redirect("numbering_runs:run", run.pk)
    return render(request, "numbering_runs/begin.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a run; a POST takes the named step."""
    return RUN.answer(request, case_id)


@login_required
@require_POST
def again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let the engine propose the whole anew, before anything was published."""
    case, form = RUN.find(request, case_id), AgainForm(request.POST)
    with territory([case.municipality_id]):
        if not form.is_valid():
            return RUN.show(request, case, status=400, again=form)
        asked = form.cleaned_data
        propose_again(run=run_of(case.pk), by=signed_in(request), policy=asked["policy"], reason=asked["reason"])
    messages.success(request, _("The numbering was proposed anew."))
    return redirect("numbering_runs:run", case.pk)


@login_required
@require_safe
def revision(request: HttpRequest, case_id: UUID, number: int) -> HttpResponse:
    """Show what a revision changed, block by block."""
    case = RUN.find(request, case_id)
    with territory([case.municipality_id]):
        found = {one.number: one for one in run_of(case.pk).revisions.select_related("made_by")}
        if number not in found:
            raise NotFound
        changes = changes_between(found.get(number - 1), found[number])
        held = dict(
            Parcel.objects.filter(pk__in=[moved.parcel_id for change in changes for moved in change.moved])
            .exclude(parcel_label="")
            .values_list("pk", "parcel_label")
        )
        rows = [{"change": change, "moved": [(moved, held.get(moved.parcel_id, "")) for moved in change.moved]}
                for change in changes]  # fmt: skip
        context = {"case": case, "revision": found[number], "first": number == 1, "rows": rows}
        return render(request, "numbering_runs/revision.html", context)


@login_required
@require_safe
def objections(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """List the objections to a run, those without an answer first."""
    case = RUN.find(request, case_id)
    _staff_of(request, case)
    with territory([case.municipality_id]):
        found = Objection.objects.filter(run=case.pk).select_related("parcel__block")
        rows = sorted(found, key=lambda one: (one.state != ObjectionState.OPEN, one.number))
        return render(request, "numbering_runs/objections.html", {"case": case, "run": run_of(case.pk), "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, case_id: UUID, objection_id: UUID) -> HttpResponse:
    """Show an objection to the office; a POST is the committee's answer."""
    case = RUN.find(request, case_id)
    _staff_of(request, case)
    with territory([case.municipality_id]):
        found = (
            Objection.objects.filter(run=case.pk, pk=objection_id)
            .select_related("parcel__block", "party", "answered_by", "received_by")
            .first()
        )
        if found is None:
            raise NotFound
        form = AnswerForm(request.POST or None, initial={"reach": "nothing"})
        refusal: DomainError | None = None
        if request.method == "POST" and form.is_valid():
            try:
                _answer(request, found, form)
                return redirect("numbering_runs:objections", case.pk)
            except DomainError as error:
                refusal = error
        context = {"case": case, "objection": found, "form": form, "refusal": refusal,
                   "answers": found.state == ObjectionState.OPEN and may_answer(request.user, case)}  # fmt: skip
        status = http_status(refusal) if refusal else 400 if form.errors else 200
        return render(request, "numbering_runs/objection.html", context, status=status)


def _answer(request: HttpRequest, found: Objection, form: AnswerForm) -> None:
    answer(
        objection=found, state=ObjectionState(form.cleaned_data["state"]), words=form.cleaned_data["words"],
        reach=form.decided_reach(), by=signed_in(request),
    )  # fmt: skip
    messages.success(request, _("The objection is answered."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, case_id: UUID, place: int) -> HttpResponse:
    """Show what the parcels of a block are called in the field; a POST writes one name down."""
    case = RUN.find(request, case_id)
    _staff_of(request, case)
    with territory([case.municipality_id]):
        block = block_of(last_revision(run_of(case.pk)), place)
        if block is None:
            raise NotFound
        form = NameForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _named(request, case, block.order, form):
            messages.success(request, _("The name is kept."))
            return redirect("numbering_runs:names", case.pk, place)
        known = aliases_of(block.order)
        rows = [{"stop": stop, "names": known[stop.parcel_id]} for stop in stops_of(block)]
        context = {"case": case, "block": block, "label": block_label(block), "rows": rows, "form": form,
                   "may_name": may_number(request.user, case.municipality_id)}  # fmt: skip
        return render(request, "numbering_runs/names.html", context, status=400 if form.errors else 200)


def _named(request: HttpRequest, case: Case, order: list[UUID], form: NameForm) -> bool:
    """Write down a name of the parcel at a step of the walk; say whether there is such a step."""
    if not may_number(request.user, case.municipality_id):
        raise NotAllowed
    asked = form.cleaned_data
    if asked["step"] > len(order):
        form.add_error("step", _("The walk through this block has no such step."))
        return False
    parcel = Parcel.objects.get(pk=order[asked["step"] - 1])
    record_alias(parcel=parcel, kind=AliasKind(asked["kind"]), text=asked["text"], by=signed_in(request))
    return True


def _staff(request: HttpRequest) -> None:
    if not territories_of(request.user):
        raise NotAllowed


def _staff_of(request: HttpRequest, case: Case) -> None:
    """Objections tell of persons: only the people of the office see them."""
    if case.municipality_id not in territories_of(request.user):
        raise NotFound


def _numbers_somewhere(request: HttpRequest) -> bool:
    return any(may_number(request.user, office) for office in territories_of(request.user))


def _context(request: HttpRequest, case: Case) -> dict[str, Any]:
    found = run_of(case.pk)
    barred = SECOND_HANDS if prepared_himself(request.user, found) else ()
    return {
        **progress(request.user, case, barred=barred),
        "run": found,
        "over": case.state in OVER,
        "may_edit": may_edit(request.user, case),
        "again": AgainForm() if may_edit(request.user, case) and found.published_at is None else None,
        **_streets(found),
        "objection_count": found.objections.count(),
        "open_objections": found.objections.filter(state=ObjectionState.OPEN).count(),
        **_walked(found),
    }


def _streets(found: NumberingRun) -> dict[str, Any]:
    """Return what the page says of the comparison with the streets: whether it is of today, how much waits."""
    comparison = last_comparison(found)
    if comparison is None:
        return {"comparison": None}
    waiting = sum(told.waits for told in told_doubts(found, last_revision(found), comparison))
    changed = found.case.state in OPEN_TO_EDITS and streets_changed(found, comparison)
    return {"comparison": comparison, "streets_changed": changed, "doubts_waiting": waiting}


def _walked(found: NumberingRun) -> dict[str, Any]:
    """Return the last revision as the page shows it: picture, blocks with scores, exceptions, all revisions."""
    latest = last_revision(found)
    policy = revision_policy(found, latest)
    blocks = list(latest.blocks.select_related("block", "proof"))
    held = numbers_of(blocks)
    exceptions = exceptions_of(blocks, held)
    for row in exceptions:
        row["anchor"] = anchor(row["place"], row["before_id"])
    return {
        "revision": latest,
        "policy": policy_name(policy),
        "policy_words": policy_words(policy),
        "cleaning": latest.cleaning,
        "cleaned": cleaned_in_short(latest),
        "revisions": found.revisions.select_related("made_by").order_by("-number"),
        "score": latest.score,
        "blocks": block_rows(blocks),
        "proof": proof_of_all(blocks),
        "parcel_count": sum(len(block.order) for block in blocks),
        "picture": picture_of(blocks, held),
        "exceptions": exceptions[:MOST_EXCEPTIONS],
        "more": max(0, len(exceptions) - MOST_EXCEPTIONS),
    }


RUN = CasePage(
    kinds={KIND},
    template="numbering_runs/run.html",
    done=gettext_lazy("Done. The numbering is now: %(state)s"),
    context=_context,
    decide=decide,
)
