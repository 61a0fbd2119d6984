"""Starting numbering runs, saving revisions, and taking the steps of their life."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.calendars.terms import Calendar, Term, Unit
from geo.errors import NotAllowed
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as
from geo.printing.services import file_printout
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.selectors import value_on
from parcels.numbering.inputs import NumberingSettings
from parcels.numbering.services import make_blocks
from parcels.plans.enums import DistrictKind, PlanStatus
from parcels.plans.models import Plan
from parcels.plans.services import change_plan_status
from parcels.register.models import Parcel, PublishedName
from parcels.register.services import allot_numbers, withdraw_numbers
from permits.cases.errors import StepNotAllowed
from permits.cases.models import Case
from permits.cases.services import open_case, take_step
from permits.numbering_runs.enums import OPEN_TO_EDITS, OVER, Reach
from permits.numbering_runs.errors import (
    NotAnOldDistrict,
    ObjectionDaysMissing,
    OrderIncomplete,
    RevisionOutdated,
    RunBusy,
    RunClosedToEdits,
)
from permits.numbering_runs.flow import KIND
from permits.numbering_runs.models import NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.policies import SECOND_HANDS, may_number, prepared_himself
from permits.numbering_runs.report import draft_report
from permits.numbering_runs.revisions import (
    REASON,
    as_before,
    propose,
    reordered,
    revision_policy,
    write_revision,
)
from permits.numbering_runs.selectors import last_revision, upheld_since_publication
from permits.numbering_runs.walkers import free_numbers

OBJECTION_DAYS = "numbering_objection"
FIRST = "اقتراح الترقيم"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardBefore:
    """Objections that were heard on paper before this register was kept: published when, until which day, by what."""

    published_at: datetime
    until: date
    cites: str


@transaction.atomic
def start(
    *, plan: Plan, by: User, request_id: UUID, policy: str = "", settings: NumberingSettings | None = None,
    heard: HeardBefore | None = None,
) -> NumberingRun:  # fmt: skip
    """Propose numbers for the parcels of an old district that have none, and keep the proposal as the first revision.

    Once per request id; runs inside the territory of the plan. `heard` is for numberings that are brought over from
    paper: no page gives it. Errors: NotAllowed, NotAnOldDistrict, RunBusy, and those of propose.
    """
    if not may_number(by, plan.municipality_id):
        raise NotAllowed
    if plan.district.kind != DistrictKind.OLD:
        raise NotAnOldDistrict
    office = Municipality.objects.get(pk=plan.municipality_id)
    case = open_case(kind=KIND, municipality=office, by=by, request_id=request_id)
    Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    known = NumberingRun.objects.filter(case=case).first()
    if known and known.plan_id == plan.pk:
        return known
    if known or NumberingRun.objects.filter(plan=plan, closed_at=None).exists():
        raise RunBusy
    run = NumberingRun.objects.create(
        case=case, municipality=office, plan=plan, policy=policy, settings=asdict(settings or NumberingSettings()),
        started_by=by, published_at=heard.published_at if heard else None,
        objections_until=heard.until if heard else None, objection_cites=heard.cites if heard else "",
    )  # fmt: skip
    propose(run, policy=policy, by=by, reason=FIRST)
    return run


@transaction.atomic
def propose_again(*, run: NumberingRun, by: User, policy: str = "", reason: str) -> RunRevision:
    """Let the engine propose the whole anew as the next revision of a run that was never published.

    Errors: NotAllowed, RunClosedToEdits, and those of propose.
    """
    _held_for_edits(run, by)
    if run.published_at is not None:
        raise RunClosedToEdits
    return propose(run, policy=policy, by=by, reason=reason)


@transaction.atomic
def revise(
    *, run: NumberingRun, block_place: int, order: Sequence[UUID], locked: Sequence[UUID] = (), by: User,
    base_revision: int, reason: str = "", access: Mapping[str, Any] | None = None,
) -> RunRevision:  # fmt: skip
    """Save a new order of one block as the next revision of the whole; the other blocks are as before.

    `order` holds the parcels of the block in walking order, `locked` those that stay where they are, `base_revision`
    is the number of the revision that the change was made on; `access` holds the places chosen for parcels, None for
    those of before. Errors: NotAllowed, RunClosedToEdits, RevisionOutdated (409: somebody saved meanwhile),
    OrderIncomplete.
    """
    _held_for_edits(run, by)
    base = last_revision(run)
    if base.number != base_revision:
        raise RevisionOutdated(latest=base.number)
    drafts = {block.place: as_before(block) for block in base.blocks.all()}
    former = drafts.get(block_place)
    if former is None or sorted(order) != sorted(former.order) or not set(locked) <= set(order):
        raise OrderIncomplete
    chosen = former.access if access is None else access
    drafts[block_place] = reordered(run, base, replace(former, order=order, locked=locked, access=chosen))
    return write_revision(
        run, [drafts[place] for place in sorted(drafts)], policy=revision_policy(run, base), cleaning=base.cleaning,
        by=by, reason=reason,
    )  # fmt: skip


def _held_for_edits(run: NumberingRun, by: User) -> None:
    """Lock the case: of two who save, or of one who saves and one who decides, the second sees what the first did."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if not may_number(by, case.municipality_id):
        raise NotAllowed
    if case.state not in OPEN_TO_EDITS:
        raise RunClosedToEdits


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a run; numbers are given, withdrawn and frozen in the same transaction.

    Errors: those of take_step and of the guards; StepNotAllowed also for whoever made a revision himself;
    ObjectionDaysMissing, and those of the register.
    """
    run = NumberingRun.objects.select_related("plan__district", "municipality").get(pk=case.pk)
    if name in SECOND_HANDS and prepared_himself(by, run):
        raise StepNotAllowed

    def settle(moved: Case) -> None:
        act_as(by.pk, reason=f"{moved.reference} – {note.strip()}"[:REASON])
        if name in EFFECTS:
            with refusals_explained():
                EFFECTS[name](run, by)
        if moved.state in OVER:
            run.closed_at = transaction_time()
            with refusals_explained():
                run.save(update_fields=["closed_at"])

    return take_step(case=case, name=name, by=by, note=note, effect=settle)


def objection_days(day: date) -> tuple[ReferenceValue, date]:
    """Return the dated number of days for objections to what is published on a day, and the last of them.

    Errors: ObjectionDaysMissing.
    """
    value = value_on(OBJECTION_DAYS, day)
    if value is None:
        raise ObjectionDaysMissing
    calendar, unit = value.unit.split()
    return value, Term(Calendar(calendar), int(value.value), Unit(unit)).ends(day)


def give_numbers(run: NumberingRun) -> int:
    """Make the blocks of the last revision, and give its parcels without a number the next of their block, in order.

    Return how many numbers were given. Errors: those of allot_numbers.
    """
    revision = last_revision(run)
    _blocks_in_register(run, revision)
    given, time = 0, run.case.events.filter(transition="publish").count()
    for block in revision.blocks.select_related("block"):
        unnumbered = set(Parcel.objects.filter(pk__in=block.order, code=None).values_list("pk", flat=True))
        waiting = [parcel for parcel in block.order if parcel in unnumbered]
        if waiting and block.block:
            request = uuid5(run.pk, f"publication {time} block {block.place}")
            labels = _labels(block, waiting, revision_policy(run, revision))
            given += len(allot_numbers(block=block.block, parcel_ids=waiting, labels=labels, request_id=request))
    return given


def _labels(block: RunBlock, waiting: Sequence[UUID], policy: str) -> list[str] | None:
    """Return the numbers that the policy gives to parcels, None where the counter gives 1, 2, 3.

    What was withdrawn once is never given again: such a parcel gets the next number after all others.
    """
    if not block.numbers:
        return None
    withdrawn = PublishedName.objects.filter(parcel_id__in=block.order, kind="number")
    borne = Parcel.objects.filter(pk__in=block.order, code__isnull=False)
    gone = {*withdrawn.values_list("text", flat=True), *borne.values_list("parcel_label", flat=True)}
    numbers = dict(zip(block.order, block.numbers, strict=True))
    return free_numbers([numbers[parcel] for parcel in waiting], gone, policy)


def _publish(run: NumberingRun, by: User) -> None:
    """Give the numbers and let the days of objection begin."""
    give_numbers(run)
    heard_before = run.published_at is not None and run.case.events.filter(transition="publish").count() == 1
    if not heard_before:
        value, until = objection_days(timezone.localdate())
        run.published_at, run.objections_until = transaction_time(), until
        run.objection_cites = value.cites
        run.save(update_fields=["published_at", "objections_until", "objection_cites"])


def _blocks_in_register(run: NumberingRun, revision: RunRevision) -> None:
    """Make the register's blocks of a run that has none yet; they are named by the next numbers of the district."""
    new = list(revision.blocks.filter(block=None))
    made = make_blocks(plan=run.plan, outlines=[block.geom for block in new], request_id=run.pk) if new else []
    for block, registered in zip(new, made, strict=True):
        block.block = registered
        block.save(update_fields=["block"])


def _reopen(run: NumberingRun, by: User) -> None:
    """Withdraw the numbers that upheld objections name; they are never given again."""
    withdrawn: set[UUID] = set()
    blocks = {parcel: block.order for block in last_revision(run).blocks.all() for parcel in block.order}
    for objection in upheld_since_publication(run):
        if objection.reach == Reach.PARCEL and objection.parcel_id:
            withdrawn.add(objection.parcel_id)
        elif objection.reach == Reach.BLOCK and objection.parcel_id:
            withdrawn |= set(blocks[objection.parcel_id])
    if withdrawn:
        withdraw_numbers(parcel_ids=sorted(withdrawn), by=by, reason=str(run.case.reference))


def _freeze(run: NumberingRun, by: User) -> None:
    """Freeze the numbers: the database writes them down; the report is filed with its signatures.

    The plan of an old district counts as numbered from now on.
    """
    run.frozen_at = transaction_time()
    run.save(update_fields=["frozen_at"])
    if run.plan.status == PlanStatus.INVENTORIED_OLD:
        change_plan_status(plan=run.plan, to=PlanStatus.NUMBERED, by=by, reason=str(run.case.reference))
    run.printout = file_printout(draft=draft_report(run, "ar"), by=by)
    run.save(update_fields=["printout"])


#: Step → what it brings about.
EFFECTS = {"publish": _publish, "reopen": _reopen, "freeze": _freeze}
