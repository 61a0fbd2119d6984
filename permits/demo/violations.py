"""Violations as people meet them: one to be corrected, one whose fine waits for payment, one that was corrected."""

from uuid import NAMESPACE_URL, uuid5

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from parcels.plans.models import Plan
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel, PublishedParcel
from permits.violations.enums import Size
from permits.violations.models import Violation
from permits.violations.services import Respondent, Sighting, decide, record_violation, record_visit

BUILDER = Respondent(name="عبدالله بن سعيد المرهون", identifier="1000000038")
CONTRACTOR = Respondent(name="مؤسسة ديار الواحة للمقاولات", identifier="7000000015", size=Size.SMALL)


def make_violations(plan: Plan, *, head: str) -> int:
    """Record three violations on parcels of a plan, once; return how many are there."""
    if not Violation.objects.filter(municipality=plan.municipality_id).exists():
        first, second, third = _parcels(plan)
        warned = _seen(
            first, "works_unlicensed", "أعمال ترميم في الواجهة دون رخصة، وأُبلغ صاحب العقار في الموقع.", BUILDER
        )
        _take(warned, "warn", "inspector")
        fined = _seen(second, "build_unlicensed", "صب أعمدة ملحق علوي دون رخصة بناء.", CONTRACTOR)
        _take(fined, "propose", "inspector")
        _take(fined, "impose", head)
        corrected = _seen(third, "no_name_board", "لا توجد لوحة تعريفية بالمشروع على السور.", CONTRACTOR)
        _take(corrected, "warn", "inspector")
        _visit(corrected)
        _take(corrected, "close_corrected", "inspector")
    return Violation.objects.filter(municipality=plan.municipality_id).count()


def _parcels(plan: Plan) -> list[PublishedParcel]:
    built = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE).order_by("-area_m2", "code")
    return list(built[5:8])


def _seen(land: PublishedParcel, item: str, note: str, respondent: Respondent) -> Violation:
    inspector = User.objects.get(username="inspector")
    act_as(inspector.pk)
    with territory([land.municipality_id]):
        parcel = Parcel.objects.select_related("municipality").get(pk=land.pk)
        sighting = Sighting(
            office=parcel.municipality, item=item, place=land.geom, note=note, parcel=parcel, respondent=respondent
        )
        request_id = uuid5(NAMESPACE_URL, f"sample:violation:{land.code}")
        return record_violation(sighting=sighting, by=inspector, request_id=request_id)


def _take(violation: Violation, name: str, username: str) -> None:
    person = User.objects.get(username=username)
    act_as(person.pk)
    with territory([violation.municipality_id]):
        decide(case=violation.case, name=name, by=person)


def _visit(violation: Violation) -> None:
    inspector = User.objects.get(username="inspector")
    act_as(inspector.pk)
    with territory([violation.municipality_id]):
        record_visit(violation=violation, corrected=True, note="وُضعت اللوحة.", by=inspector)
