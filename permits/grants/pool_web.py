"""Pages of pools: a new one, and one with its plots on a map, why each is left out, its freezing and its draw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed, NotFound, http_status
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.spatial.crs import tile_box
from parcels.plans.enums import PlanStatus
from parcels.plans.models import Plan
from permits.cases.pages import signed_in
from permits.grants.allotting import open_pool_draw
from permits.grants.enums import PoolState, Reason
from permits.grants.forms import DrawForm, PlanForm, PoolForm
from permits.grants.models import GrantPlan, Pool
from permits.grants.policies import grant_offices, may_choose, may_prepare
from permits.grants.pool_map import extent_of, key_of, listed, rows_within
from permits.grants.pools import close_pool, declare_grant_plan, fill_pool, freeze_pool, make_pool, plots_by_reason
from permits.grants.selectors import pool_of

#: Plots that the list of a pool shows.
LISTED = 500


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a pool, or declare a plan a grant plan."""
    person = signed_in(request)
    offices = grant_offices(person)
    if not offices:
        raise NotAllowed
    with territory(offices):
        return _new(request, person, offices)


def _new(request: HttpRequest, person: User, offices: tuple[int, ...]) -> HttpResponse:
    bodies = Municipality.objects.filter(pk__in=[pk for pk in offices if may_prepare(person, pk)])
    choosing = [pk for pk in offices if may_choose(person, pk)]
    plans = Plan.objects.filter(municipality__in=choosing, status=PlanStatus.APPROVED, grant_plan=None)
    declares = request.POST.get("do") == "declare"
    sent = request.POST if request.method == "POST" else None
    pool_form = PoolForm(None if declares else sent, offices=bodies)
    plan_form = PlanForm(sent if declares else None, plans=plans)
    form: Any = plan_form if declares else pool_form
    refusal: DomainError | None = None
    if sent is not None and form.is_valid():
        try:
            return _made(request, person, plans, form, declares=declares)
        except DomainError as error:
            refusal = error
    shown = {
        "pool_form": pool_form if bodies else None, "plan_form": plan_form if plans else None, "refusal": refusal,
        "declared": GrantPlan.objects.filter(municipality__in=offices).select_related("plan"),
    }  # fmt: skip
    status = http_status(refusal) if refusal else 400 if form.errors else 200
    return render(request, "grants/pool_new.html", shown, status=status)


def _made(request: HttpRequest, person: User, plans: Any, form: Any, *, declares: bool) -> HttpResponse:
    told = form.cleaned_data
    if declares:
        plan = plans.select_related("municipality").filter(pk=told["plan"]).first()
        if plan is None:
            raise NotFound
        declare_grant_plan(plan=plan, order=told["order"], by=person)
        messages.success(request, _("The plan is a grant plan now."))
        return redirect("grants:pool_new")
    pool = make_pool(office=told["office"], title=told["title"], classes=told["classes"], by=person)
    return redirect("grants:pool", pool.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pool(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    """Show a pool; a POST judges its plots anew, freezes it, calls its draw or closes it."""
    person = signed_in(request)
    with territory(grant_offices(person)):
        found = pool_of(pool_id)
        if request.method != "POST":
            return _show(request, person, found)
        return _change(request, person, found)


@login_required
@never_cache
@require_safe
def places(request: HttpRequest, pool_id: UUID) -> JsonResponse:
    """Answer the plots of a pool in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    with territory(grant_offices(signed_in(request))):
        rows, whole = rows_within(pool_of(pool_id), tile_box(request.GET.get("bbox", "")))
    return JsonResponse({"rows": rows, "whole": whole})


def _change(request: HttpRequest, person: User, pool: Pool) -> HttpResponse:
    what = request.POST.get("do", "")
    form = DrawForm(request.POST) if what == "draw" else None
    if form is not None and not form.is_valid():
        return _show(request, person, pool, status=400, draw_form=form)
    try:
        if form is not None:
            open_pool_draw(pool=pool, plan=form.plan(pool.title), by=person, request_id=form.cleaned_data["request_id"])
            return redirect("grants:pool", pool.pk)
        _do(what, pool, person)
    except DomainError as error:
        return _show(request, person, pool, status=http_status(error), refusal=error, draw_form=form)
    return redirect("grants:pool", pool.pk)


def _do(what: str, pool: Pool, person: User) -> None:
    if what == "fill" and may_prepare(person, pool.municipality_id):
        fill_pool(pool)
    elif what == "freeze":
        freeze_pool(pool=pool, by=person)
    elif what == "close":
        close_pool(pool=pool, by=person)
    else:
        raise NotAllowed


def _show(request: HttpRequest, person: User, pool: Pool, *, status: int = 200, **more: Any) -> HttpResponse:
    counts = plots_by_reason(pool.pk)
    chooses = may_choose(person, pool.municipality_id)
    callable_now = chooses and pool.state == PoolState.FROZEN
    shown = {
        "pool": pool,
        "fits": counts.pop("", 0),
        "reasons": [(Reason(code).label, count) for code, count in sorted(counts.items())],
        "plots": [
            {"row": plot, "box": box, "reasons": [Reason(each).label for each in plot.reasons]}
            for plot, box in listed(pool, LISTED)
        ],
        "key": key_of(pool),
        "extent": extent_of(pool),
        "fills": pool.state == PoolState.DRAFT and may_prepare(person, pool.municipality_id),
        "freezes": pool.state == PoolState.DRAFT and chooses and pool.made_by_id != person.pk,
        "closes": callable_now,
        "draw_form": DrawForm() if callable_now else None,
        **{name: value for name, value in more.items() if value is not None},
    }
    return render(request, "grants/pool.html", shown, status=status)
