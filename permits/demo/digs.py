"""Made-up digs: one that is paid, one that comes later in its street, an emergency; and their firms."""

from datetime import timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from shapely.ops import substring

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import Street
from parcels.plans.models import Plan
from permits.applications.models import Permit
from permits.applications.services import Applicant
from permits.cases.enums import Opinion
from permits.cases.models import Case, Referral
from permits.cases.referring import answer
from permits.demo.procedures import pay_bill
from permits.excavations.enums import Closure, FirmRole, Manner, Network, Surface
from permits.excavations.models import Firm
from permits.excavations.services import DigAsked, apply_for_dig, decide_dig

APPLICANT = Applicant(name="شركة المياه التجريبية", identifier="7000000019", mobile="0500000019")
#: Made-up numbers of the commercial register, and made-up names.
CONTRACTOR, CONSULTANT = "2050000011", "2050000012"
FIRMS = (
    (FirmRole.CONTRACTOR, "مؤسسة الساحل التجريبية للمقاولات", CONTRACTOR),
    (FirmRole.CONSULTANT, "مكتب الواحة التجريبي للاستشارات", CONSULTANT),
)


def make_digs(plan: Plan, *, head: str) -> str:
    """Write the firms and three digs in streets of a plan, once; return the number of the permit."""
    office = plan.municipality
    with territory([office.pk]):
        made = Permit.objects.filter(municipality=office, kind="excavation").order_by("number").first()
        if made is not None:
            return made.number
        _enter_firms(plan, User.objects.get(username=head))
        streets = Street.objects.filter(municipality=office, geom__bboverlaps=plan.geom, geom__within=plan.geom)
        longest = sorted(streets, key=lambda street: (-street.geom.length, street.pk))[:2]
        if len(longest) < 2:
            return ""
        paid = _ask(plan, longest[0], "paid", first=3)
        _coordinated(paid, head)
    pay_bill(paid, office.pk)
    with territory([office.pk]):
        _ask(plan, longest[0], "next", first=20, network=Network.TELECOM)
        late = _ask(plan, longest[1], "emergency", first=0, manner=Manner.EMERGENCY, closure=Closure.FULL)
        _step(late, "notify", "citizen")
        _step(late, "allow", "coordinator")
        act_as(None)
        return str(Permit.objects.get(application_id=paid.pk).number)


def _enter_firms(plan: Plan, by: User) -> None:
    valid = timezone.localdate() + timedelta(days=700)
    for role, name, number in FIRMS:
        Firm.objects.get_or_create(
            municipality=plan.municipality, role=role, cr_number=number,
            defaults={
                "name": name, "cr_until": valid, "classified_until": valid, "qualified_until": valid,
                "recorded_by": by,
            },
        )  # fmt: skip


def _ask(
    plan: Plan, street: Street, name: str, *, first: int, network: Network = Network.WATER, manner: Manner = Manner.NEW,
    closure: Closure = Closure.LANE,
) -> Case:  # fmt: skip
    """Apply for a trench along the second quarter of a street, two metres beside its middle, and submit it."""
    middle = to_shapely(street.geom)
    line = substring(middle, middle.length * 0.25, middle.length * 0.25 + min(40, middle.length * 0.4))
    start = timezone.localdate() + timedelta(days=first)
    citizen = User.objects.get(username="citizen")
    act_as(citizen.pk)
    asked = DigAsked(
        office=plan.municipality, routes=[[(round(x, 3), round(y, 3)) for x, y in line.coords]], width_m=Decimal("0.8"),
        depth_m=Decimal("1.5"), manner=manner, network=network, surface=Surface.ASPHALT, starts_on=start,
        ends_on=start + timedelta(days=6), closure=closure, contractor=CONTRACTOR, consultant=CONSULTANT,
        purpose="مد خط خدمة تجريبي",
    )  # fmt: skip
    case: Case = apply_for_dig(asked=asked, applicant=APPLICANT, by=citizen, request_id=_request(plan, name)).case
    return case if manner == Manner.EMERGENCY else _step(case, "submit", "citizen")


def _request(plan: Plan, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"sample:{plan.district.code}:dig:{name}")


def _coordinated(case: Case, head: str) -> None:
    """Let the agencies answer and the office approve."""
    _step(case, "circulate", "coordinator")
    consulted = User.objects.get(username="consulted")
    act_as(consulted.pk)
    for referral in Referral.objects.filter(case=case, closed_at=None).order_by("pk"):
        answer(referral=referral, by=consulted, opinion=Opinion.CONSENTS)
    _step(case, "recommend", "coordinator")
    _step(case, "approve", head)


def _step(case: Case, name: str, username: str) -> Case:
    person = User.objects.get(username=username)
    act_as(person.pk)
    return decide_dig(case=case, name=name, by=person)
