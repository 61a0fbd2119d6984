"""Reads of the frame: the public tree from body to block, the life of plans, the rule that holds at a place."""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.errors import NotFound
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from parcels.plans.enums import PlanStatus
from parcels.plans.models import (
    Block,
    BuildingRule,
    Plan,
    PlanStatusChange,
    PublishedBlock,
    PublishedDistrict,
    PublishedPlan,
    Zone,
)

#: How an address names a plan that has no number, or one revision of a numbered plan: "id-12".
BY_KEY = "id-"
AnyPlan = Plan | PublishedPlan


class PlaceUnknown(NotFound):
    """No such place."""

    code = "place_unknown"
    message = _("There is no such place.")


def bodies() -> QuerySet[Municipality]:
    """Return the municipality and all below it, by code."""
    return Municipality.objects.exclude(kind=MunicipalityKind.AMANA).order_by("code")


def body_of(code: str) -> Municipality:
    """Return a municipal body by its code; raise PlaceUnknown."""
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def districts_of(body: Municipality) -> QuerySet[PublishedDistrict]:
    """Return the districts that a body answers for."""
    return PublishedDistrict.objects.filter(municipality_id=body.pk).order_by("code")


def district_of(body: Municipality, code: str) -> PublishedDistrict:
    """Return a district by body and code; raise PlaceUnknown."""
    found = districts_of(body).filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def plans_of(district: PublishedDistrict) -> QuerySet[PublishedPlan]:
    """Return the public plans of a district, the revision in force first."""
    return PublishedPlan.objects.filter(district_id=district.pk).order_by("number", "-revision")


def plans_seen(district: PublishedDistrict) -> list[AnyPlan]:
    """Return the public plans of a district and, inside its territory, the plans under review."""
    public: dict[int, AnyPlan] = {plan.pk: plan for plan in plans_of(district)}
    own: dict[int, AnyPlan] = {plan.pk: plan for plan in Plan.objects.filter(district_id=district.pk)}
    return sorted((public | own).values(), key=lambda plan: (plan.number, -plan.revision, plan.pk))


def plan_of(district: PublishedDistrict, key: str) -> AnyPlan:
    """Return a plan of a district by its number (the revision in force, else the last) or by "id-" and its key.

    Inside its territory the record itself, else what is published of it. Errors: PlaceUnknown.
    """
    plans = plans_seen(district)
    if key.startswith(BY_KEY):
        found = [plan for plan in plans if str(plan.pk) == key.removeprefix(BY_KEY)]
    else:
        found = [plan for plan in plans if plan.number and plan.number == key]
        found.sort(key=lambda plan: plan.status != PlanStatus.APPROVED)  # stable: the last revision of the others
    if not found:
        raise PlaceUnknown
    return found[0]


def revisions_of(district: PublishedDistrict, plan: AnyPlan) -> list[AnyPlan]:
    """Return the other revisions of a numbered plan, the latest first."""
    if not plan.number:
        return []
    return [other for other in plans_seen(district) if other.number == plan.number and other.pk != plan.pk]


def plan_key(plan: AnyPlan) -> str:
    """Return what an address calls a plan: its number while it is in force, else its key."""
    return plan.number if plan.number and plan.status == PlanStatus.APPROVED else f"{BY_KEY}{plan.pk}"


def plan_by_key(key: str) -> Plan | None:
    """Return a plan by its key as text, seen only inside its territory; None for anything else."""
    return Plan.objects.select_related("municipality", "district").filter(pk=key).first() if key.isdecimal() else None


def plan_named(pk: int | None) -> AnyPlan | None:
    """Return a plan by its key as the reader may see it, or None."""
    if pk is None:
        return None
    return Plan.objects.filter(pk=pk).first() or published_plan(pk)


def published_plan(pk: int) -> PublishedPlan | None:
    """Return what is published of a plan, or None while it is under review."""
    return PublishedPlan.objects.filter(pk=pk).first()


def status_changes(plan: AnyPlan) -> QuerySet[PlanStatusChange]:
    """Return the changes of a plan's state in their order; seen only inside its territory."""
    return PlanStatusChange.objects.filter(plan_id=plan.pk).order_by("changed_at", "pk")


def status_on(plan: AnyPlan, moment: datetime) -> PlanStatus | None:
    """Return the state of a plan at an instant, inside its territory; None before it was in the register.

    A plan that was entered before changes were written down is told from its first change, or from its present state.
    """
    changes = list(status_changes(plan))
    before = [change for change in changes if change.changed_at <= moment]
    told = before[-1].target if before else changes[0].source if changes else plan.status
    return PlanStatus(told) if told else None


def rules_at(place: GEOSGeometry, day: date | None = None) -> QuerySet[BuildingRule]:
    """Return the building rules that hold on a day (today unless told) where a geometry lies; storage CRS.

    A geometry that crosses zones has several, one that lies in none has no rule: what holds is then unknown. Seen only
    inside the territory.
    """
    zones = Zone.objects.filter(geom__bboverlaps=place, geom__intersects=place)
    held = BuildingRule.objects.filter(zone__in=zones, valid__contains=day or timezone.localdate())
    return held.select_related("zone").order_by("zone__code", "pk")


def rule_at(place: GEOSGeometry, day: date | None = None) -> BuildingRule | None:
    """Return the one building rule that holds at a place on a day; None where none holds or several do."""
    found = list(rules_at(place, day)[:2])
    return found[0] if len(found) == 1 else None


def rules_in(place: GEOSGeometry) -> Sequence[BuildingRule]:
    """Return all rules of the zones that a surface shares ground with, former ones too, by zone and latest first."""
    zones = Zone.objects.filter(geom__bboverlaps=place, geom__intersects=place).exclude(geom__touches=place)
    rules = BuildingRule.objects.filter(zone__in=zones).select_related("zone")
    return sorted(rules, key=lambda rule: (rule.zone.code, rule.zone_id, -rule.valid.lower.toordinal()))


def blocks_in(plan: AnyPlan) -> list[Block | PublishedBlock]:
    """Return the blocks of a plan by code; inside its territory also those of a plan under review."""
    blocks: dict[int, Block | PublishedBlock] = {b.pk: b for b in PublishedBlock.objects.filter(plan_id=plan.pk)}
    blocks |= {b.pk: b for b in Block.objects.filter(plan_id=plan.pk)}
    return sorted(blocks.values(), key=lambda block: block.code)


def blocks_of(district: PublishedDistrict) -> QuerySet[PublishedBlock]:
    """Return the blocks of a district by code."""
    return PublishedBlock.objects.filter(district_id=district.pk).order_by("code")


def block_of(district: PublishedDistrict, code: str) -> PublishedBlock:
    """Return a block by district and code; raise PlaceUnknown."""
    found = blocks_of(district).filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def district_counts() -> dict[int, int]:
    """Return how many districts each body answers for."""
    rows = PublishedDistrict.objects.values("municipality_id").annotate(n=Count("id"))
    return {row["municipality_id"]: row["n"] for row in rows}


def body_by_id(pk: int) -> Municipality:
    """Return a municipal body by its key."""
    return Municipality.objects.get(pk=pk)
