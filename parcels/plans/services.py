"""Writing to the frame: plans begin and change their state, rules follow each other."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from geo.accounts.models import User
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as
from geo.spatial.refusals import refusals_explained
from parcels.plans.enums import PlanStatus
from parcels.plans.errors import PlanStateNotPossible, ReasonMissing, RuleDates
from parcels.plans.models import BuildingRule, District, Plan, Zone


@transaction.atomic
def draft_plan(
    *, district: District, number: str, name: str, geom: MultiPolygon, by: User, reason: str, name_en: str = ""
) -> Plan:
    """Enter a plan of a district as a draft; its outline in the storage CRS, metres. Errors: ReasonMissing."""
    _say(by, reason)
    with refusals_explained():
        return Plan.objects.create(
            municipality_id=district.municipality_id,
            amana=_amana(district.municipality),
            district=district,
            number=number.strip(),
            name=name,
            name_en=name_en,
            status=PlanStatus.DRAFT,
            geom=geom,
        )


@transaction.atomic
def draft_revision(*, plan: Plan, by: User, reason: str, geom: MultiPolygon | None = None) -> Plan:
    """Enter the next revision of an approved plan as a draft, on the same outline unless told.

    Errors: PlanStateNotPossible (not in force), SuccessorMissing (a revision waits for its decision), ReasonMissing.
    """
    _say(by, reason)
    held = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if held.status != PlanStatus.APPROVED or not held.number:
        raise PlanStateNotPossible(source=held.status, target=PlanStatus.DRAFT)
    last = Plan.objects.filter(amana_id=held.amana_id, number=held.number).aggregate(last=Max("revision"))["last"]
    with refusals_explained():
        return Plan.objects.create(
            municipality_id=held.municipality_id,
            amana_id=held.amana_id,
            district_id=held.district_id,
            number=held.number,
            revision=last + 1,
            name=held.name,
            name_en=held.name_en,
            status=PlanStatus.DRAFT,
            geom=geom or held.geom,
        )


@transaction.atomic
def change_plan_status(
    *, plan: Plan, to: PlanStatus, by: User | None, reason: str, superseded_by: Plan | None = None
) -> Plan:
    """Move a plan to a state along the allowed pairs; the database writes down who and why.

    Approval of a revision amends the one in force. Errors: PlanStateNotPossible, SuccessorMissing, ReasonMissing, and
    whatever the procedures let the database ask of a plan that comes into force.
    """
    _say(by, reason)
    with refusals_explained():
        held = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
        held.status = to
        if superseded_by is not None:
            held.superseded_by = superseded_by
        held.save(update_fields=["status", "superseded_by"])
    held.refresh_from_db()
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be built: use, coverage (0 to 1), floors, setbacks in metres, and the source that says so."""

    use: str
    max_coverage: Decimal
    max_floors: Decimal
    setback_front_m: Decimal
    setback_side_m: Decimal
    setback_rear_m: Decimal
    cites: str


@transaction.atomic
def set_building_rule(*, zone: Zone, figures: Figures, since: date) -> BuildingRule:
    """Let a rule hold in a zone from a day on; the rule that held until then ends on that day.

    Errors: RuleDates when a rule begins on that day or later.
    """
    Zone.objects.select_for_update(of=("self",), no_key=True).get(pk=zone.pk)
    if BuildingRule.objects.filter(zone=zone, valid__startswith__gte=since).exists():
        raise RuleDates(since=since)
    holding = BuildingRule.objects.filter(zone=zone, valid__contains=since).first()
    if holding is not None:
        holding.valid = DateRange(holding.valid.lower, since)
        holding.save(update_fields=["valid"])
    return BuildingRule.objects.create(
        municipality_id=zone.municipality_id, zone=zone, valid=DateRange(since, None), **asdict(figures)
    )


def _say(by: User | None, reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
    act_as(by.pk if by else None, reason=reason.strip())


def _amana(body: Municipality) -> Municipality:
    """Return the body in which plan numbers are unique: the amana above, or the topmost body."""
    at = body
    while at.kind != MunicipalityKind.AMANA and at.parent is not None:
        at = at.parent
    return at
