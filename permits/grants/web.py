"""Pages of land grants: the department's board, the application, batches, and the case of a grant."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed, NotFound, http_status
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from permits.cases.models import Case
from permits.cases.pages import PDF, CasePage, Context, paper, signed_in
from permits.grants import selectors
from permits.grants.allotting import send_batch
from permits.grants.board import board_of
from permits.grants.case_page import context_of
from permits.grants.deciding import printed
from permits.grants.flow import KIND
from permits.grants.forms import ApplyForm, DeedForm, HeirsForm, StakeForm
from permits.grants.models import Grant
from permits.grants.policies import grant_offices, may_prepare
from permits.grants.services import apply_for_grant, decide, record_heirs
from permits.grants.staking import record_stake_out


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the department its queue, plots against demand by place, what takes long, pools and batches."""
    person = signed_in(request)
    offices = grant_offices(person)
    if not offices:
        raise NotAllowed
    with territory(offices):
        return render(request, "grants/board.html", board_of(person, offices))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Enter an application: the department for whoever comes, or whoever applies himself."""
    person = signed_in(request)
    own = [pk for pk in grant_offices(person) if may_prepare(person, pk)]
    offices = Municipality.objects.filter(territory__isnull=False).order_by("code")
    form = ApplyForm(
        request.POST if request.method == "POST" else None, offices=offices.filter(pk__in=own) if own else offices
    )
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        asked = form.asked()
        try:
            with territory([asked.office.pk]):
                grant = apply_for_grant(asked=asked, by=person, request_id=form.cleaned_data["request_id"])
            messages.success(request, _("The application is entered."))
            return redirect("grants:case", grant.pk)
        except DomainError as error:
            refusal = error
    status = http_status(refusal) if refusal else 400 if form.errors else 200
    return render(request, "grants/apply.html", {"form": form, "refusal": refusal, "staff": bool(own)}, status=status)


@login_required
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Send the marked allotments to the Ministry's verification service."""
    person = signed_in(request)
    offices = grant_offices(person)
    if not offices:
        raise NotAllowed
    try:
        keys = [UUID(each) for each in request.POST.getlist("grant")]
        request_id = UUID(request.POST.get("request_id", ""))
    except ValueError as error:
        raise NotFound from error
    with territory(offices):
        office = Municipality.objects.filter(pk__in=offices, code=request.POST.get("office", "")).first()
        if office is None:
            raise NotAllowed
        try:
            sent = send_batch(office=office, grants=keys, by=person, request_id=request_id)
        except DomainError as error:
            shown = {**board_of(person, offices), "refusal": error}
            return render(request, "grants/board.html", shown, status=http_status(error))
    messages.success(request, _("Batch %(number)s is sent.") % {"number": sent.number})
    return redirect("grants:board")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a grant; a POST takes a step, or writes down heirs, staked corners or the deed."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return PAGE.answer(request, case_id)
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        return _act(request, found, *act)


def _act(request: HttpRequest, case: Case, name: str, kind: Any, do: Any) -> HttpResponse:
    form = kind(request.POST)
    if not form.is_valid():
        return PAGE.show(request, case, status=400, **{name: form})
    try:
        do(selectors.grant_of(case.pk), form, signed_in(request))
    except DomainError as error:
        return PAGE.refuse(request, case, error, **{name: form})
    messages.success(request, _("It is written down."))
    return redirect("grants:case", case.pk)


def _stake(grant: Grant, form: StakeForm, by: User) -> None:
    told = form.cleaned_data
    record_stake_out(grant=grant, corners=told["corners"], note=told["stake_note"], by=by)


def _heirs(grant: Grant, form: HeirsForm, by: User) -> None:
    record_heirs(grant=grant, heirs=form.cleaned_data["heirs"], document=form.cleaned_data["document"], by=by)


def _deed(grant: Grant, form: DeedForm, by: User) -> None:
    decision = selectors.decision_of(grant)
    if decision is None:
        raise NotFound
    decide(case=grant.case, name="issue_deed", by=by, deed=form.deed(decision.area_ground_m2))


ACTS: dict[str, tuple[str, Any, Any]] = {
    "stake": ("stake_form", StakeForm, _stake),
    "heirs": ("heirs_form", HeirsForm, _heirs),
    "deed": ("deed_form", DeedForm, _deed),
}


@login_required
@require_safe
def decision(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the paper of the decision that stands; printed now when the worker has not done it yet."""
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        standing = selectors.decision_of(selectors.grant_of(found.pk))
        if standing is None:
            raise NotFound
        printout = printed(standing)
        return paper(bytes(printout.pdf), name=f"grant-{standing.number}.pdf", kind=PDF)


def _context(request: HttpRequest, case: Case) -> Context:
    return context_of(request.user, case)


PAGE = CasePage(
    kinds={KIND}, template="grants/case.html", done=gettext_lazy("Done. The grant is now: %(state)s"),
    context=_context, decide=decide,
)  # fmt: skip
