"""Guards of the steps that a permit takes after it is issued."""

from django.utils import timezone

from geo.errors import DomainError
from parcels.register.enums import ParcelState
from permits.applications.enums import PermitKind, Stage, Wish
from permits.applications.errors import NothingAsked, NotInspected, ParcelNotOpen, StagesMissing, TermNotOver
from permits.applications.models import Inspection, Permit, PermitRequest
from permits.cases.errors import StepNotPossible
from permits.cases.flow import Guard
from permits.cases.models import Case
from permits.payments.enums import LIVE, SETTLED
from permits.payments.errors import BillNotPaid
from permits.payments.models import Bill, Fee

#: What must be passed before a building may be called finished; the other kinds have no stages on the way.
STAGES = {PermitKind.BUILDING.value: (Stage.SETTING_OUT, Stage.FOUNDATION, Stage.STRUCTURE, Stage.FINISHING)}


def holds(guard: Guard, case: Case) -> bool:
    """Say whether a guard lets a case through."""
    try:
        guard(case)
    except DomainError:
        return False
    return True


def passed_stages(case: Case) -> set[str]:
    """Return the stages whose latest inspection was passed."""
    latest = dict(Inspection.objects.filter(application_id=case.pk).values_list("stage", "passed"))
    return {stage for stage, passed in latest.items() if passed}


def missing_stages(case: Case) -> list[Stage]:
    """Return the stages on the way that are not passed yet."""
    passed = passed_stages(case)
    return [stage for stage in STAGES.get(case.kind, ()) if stage not in passed]


def stages_passed(case: Case) -> None:
    """Raise StagesMissing unless every stage on the way was inspected and passed."""
    if missing_stages(case):
        raise StagesMissing


def inspected(case: Case) -> None:
    """Raise NotInspected unless the finished works were inspected and passed after they were last called finished."""
    asked = case.events.filter(transition="request_completion").latest("taken_at", "pk")
    latest = Inspection.objects.filter(application_id=case.pk, stage=Stage.COMPLETION).last()
    if latest is None or not latest.passed or latest.inspected_at < asked.taken_at:
        raise NotInspected


def begun(case: Case) -> bool:
    """Say whether the works have begun: they do so once."""
    return case.events.filter(transition="start").exists()


def _stopped_by(case: Case) -> str:
    """Return the step that suspended the permit last."""
    return case.events.filter(transition__in=("suspend", "stop")).latest("taken_at", "pk").transition


def _at(case: Case, *, begun_is: bool, by: str = "") -> None:
    if begun(case) != begun_is or (by and _stopped_by(case) != by):
        raise StepNotPossible


def suspended_before_works(case: Case) -> None:
    """Raise StepNotPossible unless the head suspended it, and works have not begun."""
    _at(case, begun_is=False, by="suspend")


def suspended_during_works(case: Case) -> None:
    """Raise StepNotPossible unless the head suspended it, and works have begun."""
    _at(case, begun_is=True, by="suspend")


def stopped_before_works(case: Case) -> None:
    """Raise StepNotPossible unless an order stopped it, and works have not begun."""
    _at(case, begun_is=False, by="stop")


def stopped_during_works(case: Case) -> None:
    """Raise StepNotPossible unless an order stopped it, and works have begun."""
    _at(case, begun_is=True, by="stop")


def term_is_over(case: Case) -> None:
    """Raise TermNotOver unless the last day of the permit's term is past."""
    if permit_of(case).expires_on >= timezone.localdate():
        raise TermNotOver


def renewal_is_asked(case: Case) -> None:
    """Raise unless a renewal is asked for that has no open bill yet, and the land is in force."""
    request = _asked_on_open_land(case, Wish.RENEWAL)
    if Bill.objects.filter(case=case, purpose=purpose_of(request), state__in=LIVE).exists():
        raise StepNotPossible


def renewal_paid_before_works(case: Case) -> None:
    """Raise unless works have not begun, the renewal is asked for and paid, and the land is in force."""
    _at(case, begun_is=False)
    _paid(case, _asked_on_open_land(case, Wish.RENEWAL))


def renewal_paid_during_works(case: Case) -> None:
    """Raise unless works have begun, the renewal is asked for and paid, and the land is in force."""
    _at(case, begun_is=True)
    _paid(case, _asked_on_open_land(case, Wish.RENEWAL))


def purpose_of(request: PermitRequest) -> str:
    """Return under which purpose the bill of a renewal is issued; a trigger says the same."""
    return f"renewal:{request.pk}"


def _paid(case: Case, request: PermitRequest) -> None:
    """Raise BillNotPaid unless the fee that was told last for a request is nothing, or paid."""
    fee = Fee.objects.filter(case=case, purpose=purpose_of(request)).order_by("-pk").first()
    if fee is None or (fee.amount != 0 and not Bill.objects.filter(fee=fee, state__in=SETTLED).exists()):
        raise BillNotPaid


def transfer_is_asked(case: Case) -> None:
    """Raise unless the transfer is asked for and the land is in force: a frozen parcel changes no hands."""
    _asked_on_open_land(case, Wish.TRANSFER)


def _asked_on_open_land(case: Case, what: Wish) -> PermitRequest:
    permit = permit_of(case)
    request = asked_request(permit, what)
    if permit.parcel is not None and permit.parcel.state != ParcelState.ACTIVE:
        raise ParcelNotOpen
    return request


def permit_of(case: Case) -> Permit:
    """Return the permit of a case that issued one."""
    return Permit.objects.select_related(
        "printout", "municipality", "parcel", "application__applicant", "application__case", "application__simple",
        "application__municipality", "application__version__parcel", "version",
    ).get(application_id=case.pk)  # fmt: skip


def asked_request(permit: Permit, what: Wish) -> PermitRequest:
    """Return what was asked for last and is not given yet; raise NothingAsked."""
    found = open_request(permit, what)
    if found is None:
        raise NothingAsked
    return found


def open_request(permit: Permit, what: Wish) -> PermitRequest | None:
    """Return what was asked for last and is not given yet, or None."""
    return permit.requests.filter(what=what, edition=None).last()
