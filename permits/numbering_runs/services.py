"""Starting numbering runs, saving revisions, and taking the steps of their life."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.contrib.gis.geos import MultiPolygon
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
from geo.spatial.shapes import to_surface
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.selectors import value_on
from parcels.numbering.inputs import InvalidParcelsError, NumberingSettings
from parcels.numbering.proposal import score_walk
from parcels.numbering.services import make_blocks, propose_numbers, walk_inputs
from parcels.plans.enums import DistrictKind, PlanStatus
from parcels.plans.models import Plan
from parcels.plans.services import change_plan_status
from parcels.register.models import Parcel
from parcels.register.services import allot_numbers, withdraw_numbers
from permits.cases.errors import StepNotAllowed
from permits.cases.models import Case
from permits.cases.services import open_case, take_step
from permits.numbering_runs.enums import OPEN_TO_EDITS, OVER, Reach
from permits.numbering_runs.errors import (
    NotAnOldDistrict,
    NothingToNumber,
    ObjectionDaysMissing,
    OrderIncomplete,
    ParcelsNotNumberable,
    RevisionOutdated,
    RunBusy,
    RunClosedToEdits,
)
from permits.numbering_runs.flow import KIND
from permits.numbering_runs.models import NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.policies import SECOND_HANDS, may_number, prepared_himself
from permits.numbering_runs.report import draft_report
from permits.numbering_runs.scoring import Kept, kept_score, whole_score
from permits.numbering_runs.selectors import last_revision, outlines, upheld_since_publication
from permits.numbering_runs.walkers import walker_of

OBJECTION_DAYS = "numbering_objection"
FIRST = "اقتراح الترقيم"
#: Characters that a reason keeps.
REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDraft:
    """One block of a revision before it is written; see RunBlock."""

    geom: MultiPolygon
    order: Sequence[UUID]
    score: Kept
    locked: Sequence[UUID] = ()
    access: Mapping[str, Any] = field(default_factory=dict)
    block_id: int | None = None


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
    paper: no page gives it. Errors: NotAllowed, NotAnOldDistrict, RunBusy, NothingToNumber, ParcelsNotNumberable,
    and those of walker_of.
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
    used = settings or NumberingSettings()
    blocks = _proposed(plan, policy, used)
    run = NumberingRun.objects.create(
        case=case, municipality=office, plan=plan, policy=policy, settings=asdict(used), started_by=by,
        published_at=heard.published_at if heard else None, objections_until=heard.until if heard else None,
        objection_cites=heard.cites if heard else "",
    )  # fmt: skip
    _write_revision(run, blocks, by=by, reason=FIRST)
    return run


@transaction.atomic
def propose_again(*, run: NumberingRun, by: User, policy: str = "", reason: str) -> RunRevision:
    """Let the engine propose the whole anew as the next revision of a run that was never published.

    Errors: NotAllowed, RunClosedToEdits, NothingToNumber, ParcelsNotNumberable, and those of walker_of.
    """
    _held_for_edits(run, by)
    if run.published_at is not None:
        raise RunClosedToEdits
    return _write_revision(run, _proposed(run.plan, policy, NumberingSettings(**run.settings)), by=by, reason=reason)


@transaction.atomic
def revise(
    *, run: NumberingRun, block_place: int, order: Sequence[UUID], locked: Sequence[UUID] = (), by: User,
    base_revision: int, reason: str = "", access: Mapping[str, Any] | None = None,
) -> RunRevision:  # fmt: skip
    """Save a new order of one block as the next revision of the whole; the other blocks are as before.

    `order` holds the parcels of the block in walking order, `locked` those that stay where they are, `base_revision`
    is the number of the revision that the change was made on. Errors: NotAllowed, RunClosedToEdits, RevisionOutdated
    (409: somebody saved meanwhile), OrderIncomplete.
    """
    _held_for_edits(run, by)
    base = last_revision(run)
    if base.number != base_revision:
        raise RevisionOutdated(latest=base.number)
    drafts = {block.place: _as_before(block) for block in base.blocks.all()}
    former = drafts.get(block_place)
    if former is None or sorted(order) != sorted(former.order) or not set(locked) <= set(order):
        raise OrderIncomplete
    score = score_order(order, settings=NumberingSettings(**run.settings))
    drafts[block_place] = BlockDraft(
        geom=former.geom, order=order, locked=locked, score=score,
        access=former.access if access is None else access, block_id=former.block_id,
    )  # fmt: skip
    return _write_revision(run, [drafts[place] for place in sorted(drafts)], by=by, reason=reason)


def score_order(order: Sequence[UUID], *, settings: NumberingSettings) -> Kept:
    """Return the score of a block's parcels in the order given, as RunBlock keeps it."""
    held = outlines(order)
    return kept_score(score_walk(walk_inputs(held[parcel] for parcel in order), settings=settings))


def _held_for_edits(run: NumberingRun, by: User) -> None:
    """Lock the case: of two who save, or of one who saves and one who decides, the second sees what the first did."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if not may_number(by, case.municipality_id):
        raise NotAllowed
    if case.state not in OPEN_TO_EDITS:
        raise RunClosedToEdits


def _proposed(plan: Plan, policy: str, settings: NumberingSettings) -> list[BlockDraft]:
    try:
        proposal = propose_numbers(plan, settings=settings, walker=walker_of(policy))
    except InvalidParcelsError as error:
        raise ParcelsNotNumberable(ParcelsNotNumberable.message % {"faults": str(error)}) from error
    if not proposal.blocks:
        raise NothingToNumber
    return [
        BlockDraft(
            geom=to_surface(block.geometry),
            order=[UUID(str(key)) for key in block.order],
            score=kept_score(block.score),
        )
        for block in proposal.blocks
    ]


def _as_before(block: RunBlock) -> BlockDraft:
    return BlockDraft(
        geom=block.geom, order=block.order, locked=block.locked, access=block.access, score=block.score,
        block_id=block.block_id,
    )  # fmt: skip


def _write_revision(run: NumberingRun, blocks: Sequence[BlockDraft], *, by: User, reason: str) -> RunRevision:
    last = run.revisions.order_by("-number").first()
    with refusals_explained():
        revision = RunRevision.objects.create(
            run=run, municipality_id=run.municipality_id, number=last.number + 1 if last else 1, made_by=by,
            made_at=transaction_time(), reason=reason.strip()[:REASON],
            score=whole_score([block.score for block in blocks]),
        )  # fmt: skip
        RunBlock.objects.bulk_create(
            RunBlock(
                revision=revision, municipality_id=run.municipality_id, place=place, block_id=block.block_id,
                geom=block.geom, order=list(block.order), locked=list(block.locked), access=dict(block.access),
                score=block.score,
            )
            for place, block in enumerate(blocks, 1)
        )  # fmt: skip
    return revision


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
            given += len(allot_numbers(block=block.block, parcel_ids=waiting, request_id=request))
    return given


def _publish(run: NumberingRun, by: User) -> None:
    """Give the numbers and let the days of objection begin; the plan of an old district counts as numbered then."""
    give_numbers(run)
    heard_before = run.published_at is not None and run.case.events.filter(transition="publish").count() == 1
    if not heard_before:
        value, until = objection_days(timezone.localdate())
        run.published_at, run.objections_until = transaction_time(), until
        run.objection_cites = value.cites
        run.save(update_fields=["published_at", "objections_until", "objection_cites"])
    if run.plan.status == PlanStatus.INVENTORIED_OLD:
        change_plan_status(plan=run.plan, to=PlanStatus.NUMBERED, by=by, reason=str(run.case.reference))


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
    """Freeze the numbers: the database writes them down; the report is filed with its signatures."""
    run.frozen_at = transaction_time()
    run.save(update_fields=["frozen_at"])
    run.printout = file_printout(draft=draft_report(run, "ar"), by=by)
    run.save(update_fields=["printout"])


#: Step → what it brings about.
EFFECTS = {"publish": _publish, "reopen": _reopen, "freeze": _freeze}
