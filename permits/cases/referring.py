"""Asking departments about a case (الإحالة): chosen by dated data from its kind, its place and what it hits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, everywhere
from parcels.plans.models import Mask
from permits.cases.clock import after_working_days, holding
from permits.cases.conditions import write_condition
from permits.cases.enums import ConditionStage, Opinion, Silence, Trigger
from permits.cases.errors import AskedAlready, DepartmentUnknown, ReferralTermMissing
from permits.cases.filing import allowed, close, lock, record, reload, words
from permits.cases.models import Case, Department, Referral, ReferralRoute
from permits.cases.places import grounds_of, hits
from permits.cases.policies import may_answer, works_on

#: A common edge is no hit: what the coordinate grid (1 mm) makes of one stays below this, m².
EDGE_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Matched:
    """A row of the data that holds for a case, and what of the case it is about."""

    route: ReferralRoute
    hit: str


def routes_for(case: Case, *, on: date) -> list[Matched]:
    """Return which departments dated data name for a case, each once. Runs in the territory of the case.

    Of several rows for a department the one with the longest term decides.
    """
    rows = ReferralRoute.objects.filter(holding(on), Q(kind="") | Q(kind=case.kind)).exclude(trigger=Trigger.HAND)
    here = _codes_above(case.municipality)
    placed = [row for row in rows.select_related("department") if row.place in ("", *here)]
    wanted: dict[int, Matched] = {}
    for route in sorted(placed, key=lambda row: (row.working_days, row.pk)):
        if route.value in _values(case, route.trigger, placed):
            wanted[route.department_id] = Matched(route, route.value)
    return list(wanted.values())


def _values(case: Case, trigger: str, rows: list[ReferralRoute]) -> set[str]:
    """Return what a case is, or hits, of the values of one trigger."""
    if trigger == Trigger.KIND:
        return {case.kind}
    if trigger == Trigger.RULE:
        told = hits.get(case.kind)
        return set(told(case)) if told else set()
    return set(_masks_hit(case, {row.value for row in rows if row.trigger == Trigger.MASK}))


def _masks_hit(case: Case, kinds: set[str]) -> Iterator[str]:
    ground = grounds_of([case]).get(case.pk)
    if ground is None:
        return
    for mask in Mask.objects.filter(kind__in=kinds, geom__bboverlaps=ground, geom__intersects=ground):
        shared = mask.geom.intersection(ground)
        if shared.area > EDGE_M2 or (shared.length > 0 and ground.area == 0):
            yield mask.kind


def _codes_above(body: Municipality) -> list[str]:
    """Return the codes of a body and of those above it."""
    codes: list[str] = []
    at: Municipality | None = body
    while at is not None:
        codes.append(at.code)
        at = at.parent
    return codes


def refer_by_data(case: Case) -> list[Referral]:
    """Ask the departments that dated data name and that have not agreed yet; the case is locked by its step."""
    today = timezone.localdate()
    agreed = set(case.referrals.exclude(opinion=Opinion.OBJECTS).values_list("department_id", flat=True))
    matched = [each for each in routes_for(case, on=today) if each.route.department_id not in agreed]
    if not matched:
        return []
    by = system_account()
    return [_ask(case, each.route, by, trigger=each.route.trigger, hit=each.hit) for each in matched]


@transaction.atomic
def refer(*, case: Case, department: str, by: User, question: str = "") -> Referral:
    """Ask a department by hand. Runs in the territory of the case.

    Errors: NotYoursInFile, FileClosed, DepartmentUnknown, ReferralTermMissing, AskedAlready, WordsMissing.
    """
    locked = lock(case)
    allowed(works_on(by, locked))
    asked = Department.objects.filter(code=department).first()
    if asked is None:
        raise DepartmentUnknown
    rows = ReferralRoute.objects.filter(holding(timezone.localdate()), department=asked, trigger=Trigger.HAND)
    route = rows.order_by("valid_from").last()
    if route is None:
        raise ReferralTermMissing(department=department)
    if locked.referrals.filter(department=asked, closed_at=None).exists():
        raise AskedAlready
    return _ask(locked, route, by, trigger=Trigger.HAND, question=words(question, needed=False))


def _ask(case: Case, route: ReferralRoute, by: User, *, trigger: str, hit: str = "", question: str = "") -> Referral:
    asked = Referral.objects.create(
        case=case, municipality=case.municipality, opened_by=by, department=route.department, trigger=trigger, hit=hit,
        question=question, silence=route.silence, due_on=after_working_days(timezone.localdate(), route.working_days),
    )  # fmt: skip
    record(asked, "referred", by=by, department=route.department.code, due_on=asked.due_on.isoformat())
    return asked


@transaction.atomic
def answer(
    *, referral: Referral, by: User, opinion: Opinion, text: str = "", stage: int = ConditionStage.ISSUE
) -> None:
    """Answer for a department. Consent with a condition imposes it; an objection needs its reasons.

    Errors: NotYoursInFile, AlreadyClosed, WordsMissing.
    """
    case = lock(referral.case, alive=False)
    asked = reload(referral)
    allowed(may_answer(by, asked) and opinion != Opinion.SILENT)
    said = words(text, needed=opinion != Opinion.CONSENTS)
    close(asked, by=by, opinion=opinion, answer=said)
    if opinion == Opinion.CONDITIONS:
        write_condition(case, text=said, stage=ConditionStage(stage), by=by, referral=asked)
    record(asked, "referral_answered", by=by, department=asked.department.code, opinion=str(opinion))


def close_silent(*, today: date) -> int:
    """Close the referrals whose departments did not answer in time where silence is consent; return how many."""
    by = system_account()
    with everywhere():
        act_as(by.pk)
        due = Referral.objects.filter(closed_at=None, silence=Silence.CONSENTS, due_on__lt=today)
        late = list(due.select_related("case").order_by("pk"))
        for referral in late:
            _count_as_consent(referral, by)
    return len(late)


def _count_as_consent(referral: Referral, by: User) -> None:
    with transaction.atomic():
        lock(referral.case, alive=False)
        found = Referral.objects.select_related("case__municipality", "department").get(pk=referral.pk)
        if found.closed_at is None:
            close(found, by=by, opinion=Opinion.SILENT, answer="")
            record(found, "referral_silent", by=by, department=found.department.code)
