"""Opening and deciding cases of plans; a decision moves the plan, and brings its parcels into force."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone, translation

from geo.accounts.models import User
from geo.accounts.policies import territories_of
from geo.errors import NotAllowed
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as
from geo.series.services import record_act
from parcels.plans.enums import PlanStatus
from parcels.plans.models import Block, Plan
from parcels.plans.policies import plan_subject
from parcels.plans.services import change_plan_status, draft_revision
from parcels.register.enums import ParcelState
from parcels.register.lineage import Successor, replan
from parcels.register.models import BoundaryVersion, Parcel
from parcels.register.services import allot_numbers, change_state
from permits.cases.claims import live_claims
from permits.cases.errors import LandClaimed
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.services import open_case, take_step
from permits.planning.enums import KIND_FROM, OVER, STATUS_OF
from permits.planning.errors import LabelsMissing, PlanBusy, PlanCaseNotPossible, PlanOverSeveralDistricts
from permits.planning.models import PlanCase
from permits.planning.selectors import repeated_by, standing_under

#: Characters that a change of a plan's state keeps of its reason.
REASON = 300


@transaction.atomic
def open_plan_case(*, plan: Plan, by: User, request_id: UUID) -> Case:
    """Open the procedure that a plan's state asks for, once per request id.

    Runs inside the territory of the plan. Errors: NotAllowed, PlanCaseNotPossible, PlanBusy.
    """
    kind = KIND_FROM.get(PlanStatus(plan.status))
    if kind is None:
        raise PlanCaseNotPossible
    return _open(kind, plan, by, request_id)


@transaction.atomic
def open_amendment(*, plan: Plan, by: User, request_id: UUID, reason: str) -> Case:
    """Draft the next revision of a plan in force and open its procedure.

    Errors: NotAllowed, PlanStateNotPossible, SuccessorMissing (a revision is under way), ReasonMissing.
    """
    _needs_staff(plan, by)
    return _open("plan", draft_revision(plan=plan, by=by, reason=reason), by, request_id)


@transaction.atomic
def open_supersession(*, plan: Plan, successor: Plan, by: User, request_id: UUID) -> Case:
    """Open the ending of a plan for a successor that is in force. Errors: NotAllowed, PlanCaseNotPossible, PlanBusy."""
    standing = (PlanStatus.APPROVED, PlanStatus.APPROVED_OLD, PlanStatus.NUMBERED, PlanStatus.INVENTORIED_OLD)
    if plan.status not in standing or successor.status not in standing[:2] or plan.pk == successor.pk:
        raise PlanCaseNotPossible
    return _open("supersession", plan, by, request_id, successor)


def _needs_staff(plan: Plan, by: User) -> None:
    if plan.municipality_id not in territories_of(by):
        raise NotAllowed


def _open(kind: str, plan: Plan, by: User, request_id: UUID, successor: Plan | None = None) -> Case:
    _needs_staff(plan, by)
    office = Municipality.objects.get(pk=plan.municipality_id)
    case = open_case(kind=kind, municipality=office, by=by, request_id=request_id)
    Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    known = PlanCase.objects.filter(case=case).first()
    if known is None:
        if PlanCase.objects.filter(plan=plan, closed_at=None).exists():
            raise PlanBusy
        PlanCase.objects.create(case=case, municipality=office, plan=plan, successor=successor)
    elif known.plan_id != plan.pk:
        raise PlanBusy
    return case


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a plan's procedure; the plan and its parcels follow in the same transaction.

    A planned district is numbered with its approval; an old one was numbered before, by a run. Errors: those of
    take_step, PlanRulesNotMet, PlanDocumentMissing, PlanNotNumbered, LabelsMissing, and what the register refuses.
    """
    plan_case = PlanCase.objects.select_related("plan__municipality", "successor").get(pk=case.pk)

    def settle(moved: Case) -> None:
        _follow(moved, plan_case, by, _reason(moved, name, note))
        if moved.state in OVER:
            PlanCase.objects.filter(pk=moved.pk, closed_at=None).update(closed_at=timezone.now())

    return take_step(case=case, name=name, by=by, note=note, effect=settle)


def _reason(case: Case, name: str, note: str) -> str:
    """Return why a plan's state changes: the number of the case, the step in Arabic, and the words given."""
    step = flows[case.kind].step(name)
    with translation.override("ar"):
        label = str(step.label) if step else name
    return " – ".join(part for part in (case.reference, label, note.strip()) if part)[:REASON]


def _follow(case: Case, plan_case: PlanCase, by: User, reason: str) -> None:
    """Bring the plan to the state that goes with the case's, and what stands on it."""
    plan = plan_case.plan
    wanted = STATUS_OF.get((case.kind, case.state))
    if wanted is None:
        return
    act_as(by.pk, reason=reason)
    if wanted == PlanStatus.APPROVED:
        replace_standing(case=case, plan=plan, by=by, reason=reason)
        number_planned(plan=plan, request_id=uuid5(case.pk, "numbers"))
    plan.refresh_from_db(fields=["status"])
    if plan.status != wanted:
        change_plan_status(plan=plan, to=wanted, by=by, reason=reason, superseded_by=plan_case.successor)
    if wanted in (PlanStatus.APPROVED, PlanStatus.APPROVED_OLD):
        _bring_into_force(plan, by, reason)


def number_planned(*, plan: Plan, request_id: UUID) -> int:
    """Allot the numbers of a plan's parcels block by block, in the order of the plan's own; return how many.

    Errors: LabelsMissing, and those of allot_numbers.
    """
    allotted = 0
    for block in Block.objects.filter(plan=plan).order_by("code"):
        waiting = _in_order(block)
        labels = [label for _parcel, label in waiting]
        if waiting:
            ids = [parcel.pk for parcel, _label in waiting]
            numbers = allot_numbers(
                block=block, parcel_ids=ids, labels=labels if all(labels) else None,
                request_id=uuid5(request_id, block.code),
            )  # fmt: skip
            allotted += len(numbers)
    return allotted


def _in_order(block: Block) -> list[tuple[Parcel, str]]:
    """Return the block's parcels without a number in the order of the plan's strings, each with its string or ""."""
    waiting = sorted(_waiting_in(block), key=lambda p: (_leading_number(p.parcel_label), p.parcel_label))
    labels = [parcel.parcel_label for parcel in waiting]
    if any(labels) and not all(labels):
        raise LabelsMissing(block=block.code)
    return list(zip(waiting, labels, strict=True))


def replace_standing(*, case: Case, plan: Plan, by: User, reason: str) -> int:
    """Let the plan's parcels take the place of parcels in force on the same land; return how many those were.

    The old ones end with a crosswalk by area share, the new ones are numbered and active at once. Errors: LandClaimed
    when a case holds one of the old, PlanOverSeveralDistricts, LabelsMissing, and those of the register.
    """
    successors = [s for block in Block.objects.filter(plan=plan).order_by("code") for s in _successors(block)]
    standing = standing_under([s.parcel_id for s in successors])
    if not standing:
        return 0
    if len({parcel.district_id for parcel in standing}) > 1:
        raise PlanOverSeveralDistricts
    ended = [parcel.pk for parcel in standing]
    if live_claims(ended, but=case.pk).exists():
        raise LandClaimed
    replan(
        ended=ended, successors=successors, request_id=uuid5(case.pk, "replan"), by=by, reason=reason, case_id=case.pk
    )
    return len(standing)


def _successors(block: Block) -> list[Successor]:
    return [Successor(parcel.pk, block.pk, label) for parcel, label in _in_order(block)]


def _waiting_in(block: Block) -> list[Parcel]:
    """Return the plan's parcels without a number that lie in a block: a point inside each does.

    Without those that an amendment only repeats: what it does not change keeps its number and its life.
    """
    inside = BoundaryVersion.objects.filter(
        parcel__plan_id=block.plan_id, parcel__code=None, recorded__upper_inf=True,
        geom__bboverlaps=block.geom, geom__intersects=block.geom,
    ).select_related("parcel")  # fmt: skip
    repeated = repeated_by(block.plan_id)
    lying = [version.parcel for version in inside if block.geom.contains(version.geom.point_on_surface)]
    return [parcel for parcel in lying if parcel.pk not in repeated]


def _leading_number(label: str) -> int:
    digits = "".join(sign for sign in label.split("/")[0] if sign.isdecimal())
    return int(digits or 0)


def _bring_into_force(plan: Plan, by: User, reason: str) -> None:
    """Bring the plan's provisional parcels into force, and say in the office's chain what that made."""
    waiting = Parcel.objects.filter(plan=plan, state=ParcelState.PROVISIONAL).values_list("pk", flat=True)
    count = change_state(parcel_ids=list(waiting), to=ParcelState.ACTIVE, by=by, reason=reason)
    facts = {"number": plan.number, "revision": plan.revision, "parcels": count}
    record_act(office=plan.municipality, by=by, action="plan in force", subject=plan_subject(plan.pk), facts=facts)
