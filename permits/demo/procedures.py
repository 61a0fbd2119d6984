"""A permit that was issued and an application that waits, so that every page has something to show."""

from uuid import NAMESPACE_URL, uuid5

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import Mask, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from permits.applications.models import Permit
from permits.applications.services import Applicant, apply_for_fencing, decide
from permits.cases.models import Case

APPLICANT = Applicant(name="مريم بنت علي الصفار", identifier="1000000012", mobile="0500000012")


def make_procedures(plan: Plan, *, engineer: str, head: str, name: str) -> str:
    """Issue a fencing permit and leave an application submitted, on vacant land; return the permit's number.

    Made once: later runs find the permit and leave everything as people have it by then.
    """
    made = Permit.objects.filter(municipality_id=plan.municipality_id).order_by("number").first()
    if made is not None:
        return made.number
    citizen, reviewer, approver = (User.objects.get(username=username) for username in ("citizen", engineer, head))
    first, second = _vacant(plan)[:2]
    with territory([plan.municipality_id]):
        case = _submitted(first, citizen, f"{name}:issued")
        decide(case=case, name="recommend", by=reviewer)
        decide(case=case, name="approve", by=approver)
        _submitted(second, citizen, f"{name}:waiting")
        number: str = Case.objects.get(pk=case.pk).application.permit.number
    return number


def _submitted(parcel: PublishedParcel, citizen: User, name: str) -> Case:
    act_as(citizen.pk)
    application = apply_for_fencing(
        parcel=parcel,
        applicant=APPLICANT,
        corners=[side.from_corner for side in sides(parcel)],
        by=citizen,
        request_id=uuid5(NAMESPACE_URL, f"sample:{name}"),
    )
    return decide(case=application.case, name="submit", by=citizen)


def _vacant(plan: Plan) -> list[PublishedParcel]:
    """Return parcels of a plan on which nothing stands and nothing is restricted, by code."""
    built = PublishedBuilding.objects.filter(geom__intersects=plan.geom)
    taken = [building.geom for building in built] + [mask.geom for mask in Mask.objects.exclude(kind="heritage")]
    open_ones = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE, area_m2__gt=150).order_by(
        "code"
    )
    return [p for p in open_ones if not any(p.geom.intersects(other) for other in taken)]
