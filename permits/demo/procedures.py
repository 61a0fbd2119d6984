"""A permit that was paid and issued, one that waits for payment, an application that waits for its review."""

from uuid import NAMESPACE_URL, uuid5

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import Mask, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from permits.applications.enums import PermitKind
from permits.applications.models import Permit
from permits.applications.services import Applicant, apply_for_fencing, decide
from permits.cases.enums import Opinion
from permits.cases.models import Case, Referral
from permits.cases.referring import answer
from permits.payments import simulator
from permits.payments.enums import BillState
from permits.payments.receivers import upload_bill
from permits.payments.selectors import visible_bills
from permits.payments.services import upload_facts

APPLICANT = Applicant(name="مريم بنت علي الصفار", identifier="1000000012", mobile="0500000012")


def make_procedures(plan: Plan, *, engineer: str, head: str, name: str) -> str:
    """Issue a paid fencing permit, leave one unpaid and one application submitted, on vacant land; return the number.

    Made once: later runs find the permit and leave everything as people have it by then.
    """
    permits = Permit.objects.filter(municipality_id=plan.municipality_id, kind=PermitKind.FENCING)
    made = permits.order_by("number").first()
    if made is not None:
        return made.number
    citizen, reviewer, approver = (User.objects.get(username=username) for username in ("citizen", engineer, head))
    first, second, third = vacant_parcels(plan)[:3]
    with territory([plan.municipality_id]):
        case = _submitted(first, citizen, f"{name}:issued")
        for signed in (case, _submitted(third, citizen, f"{name}:unpaid")):
            departments_consent(signed)
            decide(case=signed, name="recommend", by=reviewer)
            decide(case=signed, name="approve", by=approver)
        _submitted(second, citizen, f"{name}:waiting")
    pay_bill(case, plan.municipality_id)
    act_as(None)
    with territory([plan.municipality_id]):
        number: str = Case.objects.get(pk=case.pk).application.permit.number
    return number


def departments_consent(case: Case) -> None:
    """Let the departments that are asked about a case consent, in the name of whoever answers for them."""
    consulted = User.objects.get(username="consulted")
    for referral in Referral.objects.filter(case=case, closed_at=None):
        answer(referral=referral, by=consulted, opinion=Opinion.CONSENTS)


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


def vacant_parcels(plan: Plan) -> list[PublishedParcel]:
    """Return parcels of a plan on which nothing stands and nothing is restricted, by code."""
    built = PublishedBuilding.objects.filter(geom__intersects=plan.geom)
    taken = [building.geom for building in built] + [mask.geom for mask in Mask.objects.exclude(kind="heritage")]
    open_ones = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE, area_m2__gt=150).order_by(
        "code"
    )
    return [p for p in open_ones if not any(p.geom.intersects(other) for other in taken)]


def pay_bill(case: Case, office_id: int) -> None:
    """Pay the bill of a case at the simulator; the uploads that wait in the outbox are made first, by hand."""
    with territory([office_id]):
        bills = [bill for bill in visible_bills() if bill.state == BillState.ISSUED]
    for bill in bills:
        upload_bill(str(bill.number), upload_facts(bill))
    number = next(str(bill.number) for bill in bills if bill.case_id == case.pk)
    simulator.pay(number)
