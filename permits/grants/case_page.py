"""What the page of a grant shows: where it stands, the plot, the decision, excess, stake-out, heirs, conditions."""

from typing import Any

from django.utils import timezone

from geo.accounts.policies import Person
from geo.municipalities.models import in_language
from geo.spatial.crs import lonlat_bbox
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.cases.models import Case
from permits.cases.pages import Context, progress
from permits.grants.conditions import classes_on, judged
from permits.grants.deciding import EXCESS
from permits.grants.enums import BEFORE_DECISION, Duty, GrantState, Reason
from permits.grants.fitness import unfit_now
from permits.grants.forms import DeedForm, HeirsForm, StakeForm
from permits.grants.models import Allotment, Grant
from permits.grants.paper import worded
from permits.grants.policies import grant_offices, may_prepare, may_stake
from permits.grants.selectors import allotment_of, decision_of, grant_of, previous_grants_of, rank_of
from permits.grants.services import HEIRS_TOO_LATE
from permits.grants.staking import planned_corners
from permits.payments.enums import Unit
from permits.payments.fees import Quantity
from permits.payments.panels import fee_and_bill

#: Metres around a plot on its small map.
AROUND_M = 40


def context_of(person: Person, case: Case) -> Context:
    """Return what the page of a grant shows to a person. Runs in the territory of the case."""
    grant = grant_of(case.pk)
    allotment, decision = allotment_of(grant), decision_of(grant)
    office = case.municipality_id in grant_offices(person)
    return {
        # the deed's number comes with its own form
        **progress(person, case, barred={"issue_deed"}),
        **(_money(grant, decision) if decision else {}),
        "grant": grant,
        "rank": rank_of(grant),
        "class_name": _class_name(grant.area_class),
        "office_sees": office,
        "decision": decision,
        "boundaries": worded(decision.boundaries) if decision else [],
        "stakes": grant.stake_outs.select_related("staked_by"),
        "heirs": grant.heirs.all(),
        "previous": previous_grants_of(grant) if office else [],
        "conditions": judged(grant, Duty.ELIGIBILITY, timezone.localdate()) if office else [],
        "obligations": judged(grant, Duty.OBLIGATION, timezone.localdate()) if office and grant.deed else [],
        **(_plot(grant, allotment) if allotment else {}),
        **_forms(person, case, allotment),
    }


def _class_name(code: str) -> str:
    return next((each.local_name for each in classes_on(timezone.localdate()) if each.code == code), code)


def _money(grant: Grant, decision: Any) -> Context:
    return fee_and_bill(grant.case, [Quantity(EXCESS, decision.excess_m2, Unit.SQUARE_METRE)])


def _plot(grant: Grant, allotment: Allotment) -> Context:
    """Return the plot as everyone may see it, and what stands against it while nothing is decided."""
    unfit = unfit_now(grant) if grant.state in BEFORE_DECISION else []
    parcel = PublishedParcel.objects.filter(pk=allotment.parcel_id).first()
    shown: Context = {"allotment": allotment, "unfit": [Reason(each).label for each in unfit]}
    if parcel is None:
        return shown
    district = in_language(parcel.district_name, parcel.district_name_en)
    bbox = lonlat_bbox(parcel.geom.buffer(AROUND_M))
    return shown | {"parcel": parcel, "district": district, "code": display(parcel.code), "bbox": bbox}


def _forms(person: Person, case: Case, allotment: Allotment | None) -> Context:
    prepares = may_prepare(person, case.municipality_id)
    stakes = may_stake(person, case.municipality_id) and case.state in (GrantState.DECISION, GrantState.PAID)
    return {
        "stake_form": StakeForm() if stakes and allotment else None,
        "corners": _corners(allotment) if stakes and allotment else [],
        "heirs_form": HeirsForm() if prepares and case.state not in HEIRS_TOO_LATE else None,
        "deed_form": DeedForm() if prepares and case.state == GrantState.SURVEYED else None,
    }


def _corners(allotment: Allotment) -> list[tuple[str, str]]:
    return [(f"{east:.3f}", f"{north:.3f}") for east, north in planned_corners(allotment.version)]
