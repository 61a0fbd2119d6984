"""The decision of allocation: boundaries worded from the geometry, area on the ground, excess and its fee, record."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.db import connection, transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.jobs.services import defer
from geo.municipalities.scope import act_as
from geo.printing.models import Printout
from geo.printing.services import file_printout
from geo.series.services import issue_number
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.facts import canonical
from geo.wording.lengths import metres_in_arabic
from parcels.register.edges import BoundarySide, boundary_sides, point_scale
from parcels.register.models import PublishedParcel
from permits.cases.models import Case
from permits.decisions.models import DecisionRecord
from permits.decisions.registry import deciders
from permits.decisions.services import sha256_of, write_decision
from permits.grants.conditions import judged
from permits.grants.enums import Duty
from permits.grants.errors import PlotUnfit
from permits.grants.flow import KIND
from permits.grants.models import Allotment, Grant, GrantDecision
from permits.grants.paper import draft_decision
from permits.grants.selectors import allotment_of
from permits.payments.enums import Unit
from permits.payments.fees import Quantity
from permits.payments.services import charge

ACT, EXCESS = "grant", "grant_excess"
PRINT = "grants.print"
CENTI = Decimal("0.01")
#: Decisions of grants of one office follow each other: counters of bills and decisions are then taken in one order.
_ONE_BY_ONE = "SELECT pg_advisory_xact_lock(hashtext('grant decisions'), %s)"


@dataclass(frozen=True, slots=True)
class Land:
    """The plot as a decision describes it: boundaries worded, square metres on the ground, and over the decree."""

    boundaries: list[dict[str, Any]]
    area_m2: Decimal
    excess_m2: Decimal


def describe(grant: Grant, allotment: Allotment) -> Land:
    """Return the land of an allotment in the words of a decision. Errors: PlotUnfit when it is published no more."""
    parcel = PublishedParcel.objects.filter(version_id=allotment.version_id).first()
    if parcel is None:
        raise PlotUnfit(reasons=[])
    scale = point_scale(to_shapely(parcel.geom))
    area = Decimal(str(parcel.area_m2 / scale**2)).quantize(CENTI)
    excess = max(area - grant.decree_area_m2, Decimal("0.00"))
    return Land([_side(side) for side in boundary_sides(parcel)], area, excess)


def _side(side: BoundarySide) -> dict[str, Any]:
    length = Decimal(str(side.length_ground_m)).quantize(CENTI)
    return {
        "facing": side.facing.value, "length_m": str(length), "words": metres_in_arabic(length),
        "abutters_ar": [each.text_ar for each in side.abutters],
        "abutters_en": [each.text_en for each in side.abutters],
    }  # fmt: skip


def write_decision_of(grant: Grant, by: User) -> GrantDecision:
    """Number and record the decision of a grant, and bill the excess; inside the step that decides, the case locked.

    Errors: PlotUnfit, FeeUnknown, BillTermMissing: then nothing is decided.
    """
    allotment = allotment_of(grant)
    if allotment is None:
        raise PlotUnfit(reasons=[])
    land, day = describe(grant, allotment), timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_ONE_BY_ONE, [grant.municipality_id])
    bill_excess(grant, land.excess_m2, by)
    verified_by = grant.case.events.filter(transition="verify").order_by("-taken_at", "-pk")[0].taken_by
    told = told_of(grant, allotment, land, [verified_by.pk, by.pk], day.isoformat())
    body, request = canonical(told), uuid5(grant.pk, f"decision {allotment.pk}")
    issued = issue_number(
        request_id=request, kind="grant decision", office=grant.municipality, by=by, subject=f"grant:{grant.pk}",
        facts={"parcel": allotment.parcel.code, "version": allotment.version_id, "decision": sha256_of(body)},
    )  # fmt: skip
    number = f"{grant.municipality.code}/{issued.hijri_year}/G/{issued.number:05d}"
    write_decision(case=grant.case, act=ACT, body=body, chain_hash=issued.chain_hash, number=number)
    with refusals_explained():
        decision = GrantDecision.objects.create(
            grant=grant, municipality=grant.municipality, allotment=allotment, number=number, decided_on=day,
            boundaries=land.boundaries, area_ground_m2=land.area_m2, decree_area_m2=grant.decree_area_m2,
            excess_m2=land.excess_m2, verified_by=verified_by, decided_by=by, chain_hash=issued.chain_hash,
        )  # fmt: skip
    defer(PRINT, decision=str(decision.pk), municipality=grant.municipality_id)
    return decision


def bill_excess(grant: Grant, excess_m2: Decimal, by: User) -> None:
    """Bill the excess by the tariff of today, nothing where there is none. Errors: FeeUnknown, BillTermMissing."""
    if excess_m2 > 0:
        charge(case=grant.case, quantities=[Quantity(EXCESS, excess_m2, Unit.SQUARE_METRE)], by=by)


def told_of(grant: Grant, allotment: Allotment, land: Land, hands: list[int], day: str) -> dict[str, Any]:
    """Return what the decision stands on, as JSON: no name and no identity number."""
    conditions = judged(grant, Duty.ELIGIBILITY, timezone.localdate())
    return {
        "act": ACT, "day": day, "case": grant.case.reference, "basis": grant.basis, "order": grant.order_number,
        "parcel": allotment.parcel.code, "version": allotment.version_id, "pool": str(allotment.pool_id or ""),
        "boundaries": land.boundaries, "area_m2": str(land.area_m2), "decree_m2": str(grant.decree_area_m2),
        "excess_m2": str(land.excess_m2), "hands": hands,
        "conditions": [{"code": each.condition.code, "active": each.condition.active, "answer": each.answer.value}
                       for each in conditions],
    }  # fmt: skip


class GrantDecider:
    """How a decision of allocation is taken again."""

    def decides(self, kind: str) -> bool:
        """Say whether cases of this kind are grants."""
        return kind == KIND

    def judged(self, case: Case) -> tuple[Any, ...]:
        """Return nothing: conditions of grants are judged by the committee's step."""
        return ()

    def again(self, record: DecisionRecord) -> dict[str, Any]:
        """Return the record with all of it that is kept in rows read from them; conditions are those of then."""
        decision = GrantDecision.objects.select_related("allotment__parcel", "grant__case").get(number=record.number)
        grant, kept = decision.grant, record.told
        land = Land(decision.boundaries, decision.area_ground_m2, decision.excess_m2)
        hands = [decision.verified_by_id, decision.decided_by_id]
        told = told_of(grant, decision.allotment, land, hands, decision.decided_on.isoformat())
        return {**told, "decree_m2": str(decision.decree_area_m2), "conditions": kept["conditions"]}


deciders.register(KIND, GrantDecider())


@transaction.atomic
def printed(decision: GrantDecision) -> Printout:
    """Return the paper of a decision; print, sign and file it now when that was not done yet. Once.

    Runs inside its territory. Errors: those of printing and signing.
    """
    held = GrantDecision.objects.select_for_update(of=("self",), no_key=True).select_related(
        "grant__case", "municipality", "allotment__parcel", "allotment__version", "verified_by", "decided_by"
    ).get(pk=decision.pk)  # fmt: skip
    if held.printout is None:
        decided = DecisionRecord.objects.filter(number=held.number).values_list("decided_at", flat=True).first()
        held.printout = file_printout(draft=draft_decision(held, "ar"), by=held.decided_by, issued_at=decided)
        held.save(update_fields=["printout"])
    return held.printout


def print_by_key(key: str) -> None:
    """Print the paper of a decision by its key, in the name of who decided."""
    found = GrantDecision.objects.get(pk=key)
    act_as(found.decided_by_id)
    printed(found)
