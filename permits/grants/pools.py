"""Pools of plots: filled from the grant plans of an office, looked at, frozen under a hash, closed."""

import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import shapely
from django.db import IntegrityError, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely
from parcels.plans.enums import PlanStatus
from parcels.plans.models import Plan
from parcels.register.edges import point_scale
from parcels.register.models import BoundaryVersion, Parcel
from permits.grants.conditions import classes_on
from permits.grants.enums import PoolState, Reason
from permits.grants.errors import ClassUnknown, NotAGrantPlan, NotOfGrants, PlotInTwoPools, PoolFrozen, PoolNotReady
from permits.grants.fitness import JudgedPlot, judge_plots
from permits.grants.models import AreaClass, GrantPlan, Pool, PoolPlot
from permits.grants.policies import may_choose, may_prepare

CENTI = Decimal("0.01")


@transaction.atomic
def declare_grant_plan(*, plan: Plan, order: str, by: User) -> GrantPlan:
    """Say that the plots of an approved plan are granted, on an order. Errors: NotOfGrants, NotAGrantPlan."""
    if not may_choose(by, plan.municipality_id):
        raise NotOfGrants
    if plan.status != PlanStatus.APPROVED or not order.strip() or GrantPlan.objects.filter(plan=plan).exists():
        raise NotAGrantPlan
    declared = GrantPlan.objects.create(
        plan=plan, municipality_id=plan.municipality_id, order=order.strip(), declared_by=by
    )
    facts = {"plan": plan.pk, "order": order.strip()}
    record_act(office=plan.municipality, by=by, action="grant plan declared", subject=f"plan:{plan.pk}", facts=facts)
    return declared


@transaction.atomic
def make_pool(*, office: Municipality, title: str, classes: Sequence[str], by: User) -> Pool:
    """Prepare a pool of plots of these area classes and fill it. Errors: NotOfGrants, ClassUnknown."""
    if not may_prepare(by, office.pk):
        raise NotOfGrants
    known = {each.code for each in classes_on(timezone.localdate())}
    if not classes or not set(classes) <= known or not title.strip():
        raise ClassUnknown
    pool = Pool.objects.create(municipality=office, title=title.strip(), classes=sorted(set(classes)), made_by=by)
    fill_pool(pool)
    return pool


@transaction.atomic
def fill_pool(pool: Pool) -> int:
    """Judge all plots of the office's grant plans for a pool in preparation; return how many fit.

    Errors: PoolFrozen.
    """
    held = Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    if held.state != PoolState.DRAFT:
        raise PoolFrozen
    plans = GrantPlan.objects.filter(municipality=pool.municipality_id).values("plan")
    parcels = {each.pk: each for each in Parcel.objects.filter(plan__in=plans, code__isnull=False)}
    judged = [each for each in judge_plots(list(parcels), own_pool=pool.pk) if each.version_id is not None]
    classes, scale = _classes(held), _scale(judged)
    rows = [_plot(held, parcels[each.parcel_id], each, classes, scale) for each in judged]
    with refusals_explained():
        PoolPlot.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["pool", "parcel"],
            update_fields=["version", "code", "plan", "area_m2", "area_class", "street_m", "reasons"],
        )  # fmt: skip
    return sum(not row.reasons for row in rows)


def _classes(pool: Pool) -> list[AreaClass]:
    return [each for each in classes_on(timezone.localdate()) if each.code in pool.classes]


def _scale(judged: Sequence[JudgedPlot]) -> float:
    """Return grid metres per metre on the ground, in the middle of the plots: within a plan it does not change."""
    if not judged:
        return 1.0
    version = BoundaryVersion.objects.get(pk=judged[len(judged) // 2].version)
    return point_scale(to_shapely(version.geom))


def _plot(pool: Pool, parcel: Parcel, found: JudgedPlot, classes: Sequence[AreaClass], scale: float) -> PoolPlot:
    area = Decimal(str((found.area_grid_m2 or 0.0) / scale**2)).quantize(CENTI)
    fitting = next((each.code for each in classes if each.min_m2 <= area < each.max_m2), "")
    reasons = [*found.reasons, *([] if fitting else [Reason.AREA.value])]
    return PoolPlot(
        pool=pool, municipality_id=pool.municipality_id, parcel=parcel, version_id=found.version,
        code=parcel.code or "", plan_id=parcel.plan_id, area_m2=area, area_class=fitting, street_m=found.street_m,
        reasons=reasons,
    )  # fmt: skip


@transaction.atomic
def freeze_pool(*, pool: Pool, by: User) -> Pool:
    """Judge once more, then freeze what fits under its hash: from now on the plots are in no other pool.

    Another hand than the one that made it. Errors: NotOfGrants, PoolNotReady, PoolFrozen, PlotInTwoPools.
    """
    if not may_choose(by, pool.municipality_id) or by.pk == pool.made_by_id:
        raise NotOfGrants
    if not fill_pool(pool):
        raise PoolNotReady
    fitting = pool.plots.filter(reasons=[])
    _hold(pool)
    pool.map_hash = hashlib.sha256(body_of(pool)).hexdigest()
    pool.state, pool.frozen_by, pool.frozen_at = PoolState.FROZEN, by, timezone.now()
    with refusals_explained():
        pool.save(update_fields=["state", "frozen_by", "frozen_at", "map_hash"])
    facts = {"sha256": pool.map_hash, "plots": fitting.count()}
    record_act(office=pool.municipality, by=by, action="grant pool frozen", subject=f"pool:{pool.pk}", facts=facts)
    return pool


def _hold(pool: Pool) -> None:
    """Hold the plots that fit. Errors: PlotInTwoPools when another session froze one of them first."""
    try:
        with transaction.atomic():
            pool.plots.filter(reasons=[]).update(held=True)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise PlotInTwoPools from error
        raise


def body_of(pool: Pool) -> bytes:
    """Return the plots that fit as JSON of one form: code, class, m², and the SHA-256 of the outline (WKB), by code."""
    fitting = pool.plots.filter(reasons=[]).select_related("version").order_by("code")
    rows = [[each.code, each.area_class, str(each.area_m2), _hash(each.version)] for each in fitting]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()


def _hash(version: BoundaryVersion) -> str:
    return hashlib.sha256(shapely.to_wkb(to_shapely(version.geom), byte_order=1)).hexdigest()


@transaction.atomic
def close_pool(*, pool: Pool, by: User) -> Pool:
    """Let go of the plots of a pool that are nobody's. Errors: NotOfGrants, PoolNotReady."""
    held = Pool.objects.select_for_update(no_key=True).get(pk=pool.pk)
    if not may_choose(by, pool.municipality_id):
        raise NotOfGrants
    if held.state != PoolState.FROZEN:
        raise PoolNotReady
    release_pool(held)
    record_act(office=pool.municipality, by=by, action="grant pool closed", subject=f"pool:{pool.pk}", facts={})
    return held


def release_pool(pool: Pool) -> None:
    """Close a locked pool: its plots may come into others."""
    pool.state = PoolState.CLOSED
    with refusals_explained():
        pool.save(update_fields=["state"])
        PoolPlot.objects.filter(pool=pool, held=True).update(held=False)


def plots_by_reason(pool_id: UUID) -> dict[str, int]:
    """Return how many plots of a pool each reason leaves out; under "" those that fit."""
    counts: dict[str, int] = {}
    for reasons in PoolPlot.objects.filter(pool=pool_id).values_list("reasons", flat=True):
        for reason in reasons or [""]:
            counts[reason] = counts.get(reason, 0) + 1
    return counts
