"""Reads of numbering runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from parcels.numbering.decided import Decided
from parcels.plans.enums import DistrictKind
from parcels.plans.models import Plan
from parcels.register.models import BoundaryVersion, Parcel, PublishedParcel
from permits.numbering_runs.enums import Decision, ObjectionState
from permits.numbering_runs.models import (
    DoubtDecision,
    NumberingRun,
    Objection,
    PublishedRun,
    PublishedRunBlock,
    RunBlock,
    RunRevision,
    StreetComparison,
)


def runs() -> QuerySet[NumberingRun]:
    """Return the runs that the running transaction may see, the latest first."""
    return NumberingRun.objects.select_related("case", "plan__district", "municipality", "started_by")


def run_of(case_id: UUID) -> NumberingRun:
    """Return the run of a case with what its page shows; seen only inside its territory."""
    return runs().select_related("printout").get(pk=case_id)


def last_revision(run: NumberingRun) -> RunRevision:
    """Return the revision that counts."""
    return run.revisions.order_by("-number").select_related("made_by", "cleaning")[0]


def block_of(revision: RunRevision, place: int) -> RunBlock | None:
    """Return a block of a revision by its place, or None."""
    return revision.blocks.filter(place=place).first()


def block_label(block: RunBlock) -> str:
    """Return the block's name in the register, or its place in the run while it has none."""
    return block.block.label if block.block else str(block.place)


def upheld_since_publication(run: NumberingRun) -> QuerySet[Objection]:
    """Return the objections upheld since the last publication: a new revision has to carry them out."""
    if run.published_at is None:
        return run.objections.none()
    return run.objections.filter(state=ObjectionState.UPHELD, answered_at__gte=run.published_at)


def plans_to_number() -> QuerySet[Plan]:
    """Return the plans of old districts with parcels that have no number and no open run, by district."""
    waiting = Parcel.objects.filter(plan=OuterRef("pk"), code=None)
    open_run = NumberingRun.objects.filter(plan=OuterRef("pk"), closed_at=None)
    old = Plan.objects.filter(Exists(waiting), ~Exists(open_run), district__kind=DistrictKind.OLD)
    return old.select_related("district", "municipality").order_by("district__code", "pk")


@dataclass(frozen=True, slots=True)
class Stop:
    """One parcel of a walk: its place in the walk from 1, and the number it bears, "" while it has none."""

    seq: int
    parcel_id: UUID
    number: str
    code: str


def stops_of(block: RunBlock) -> list[Stop]:
    """Return a block's parcels in walking order with the numbers that they bear."""
    held = dict(
        (pk, (label, code or ""))
        for pk, label, code in Parcel.objects.filter(pk__in=block.order).values_list("pk", "parcel_label", "code")
    )
    return [Stop(seq, pk, *held[pk]) for seq, pk in enumerate(block.order, 1)]


def last_comparison(run: NumberingRun) -> StreetComparison | None:
    """Return the last comparison of a run's blocks with the streets, None for a run from before they were compared."""
    return run.comparisons.order_by("-pk").select_related("made_by").first()


def last_decisions(run: NumberingRun) -> dict[str, DoubtDecision]:
    """Return the decisions of a run that count, by the key of the disagreement."""
    made = DoubtDecision.objects.filter(doubt__comparison__run=run).select_related("doubt", "decided_by")
    return {decision.doubt.key: decision for decision in made.order_by("pk")}


def decided_so_far(run: NumberingRun) -> Decided:
    """Return what persons decided about a run's blocks, and the accesses of its last revision, for the engine."""
    made = [(one.decision, one.doubt.groups) for one in last_decisions(run).values()]
    last = run.revisions.order_by("-number").first()
    access = (
        {parcel: (at[0], at[1]) for block in last.blocks.all() for parcel, at in block.access.items()} if last else {}
    )
    return Decided(
        joined=[groups for decision, groups in made if decision == Decision.JOIN],
        parted=[groups for decision, groups in made if decision == Decision.PART],
        access=access,
    )


def outlines(parcel_ids: Sequence[UUID]) -> dict[UUID, BoundaryVersion]:
    """Return the latest outline that the register holds of each parcel; of a retired one, that of its end."""
    held = BoundaryVersion.objects.filter(parcel_id__in=parcel_ids, recorded__upper_inf=True).order_by("valid")
    return {version.parcel_id: version for version in held}


def published_runs() -> QuerySet[PublishedRun]:
    """Return what everyone may know of published runs, the latest first."""
    return PublishedRun.objects.all()


def published_blocks(notice: PublishedRun) -> QuerySet[PublishedRunBlock]:
    """Return the blocks of a published run with their scores and what is proven, in block order."""
    return PublishedRunBlock.objects.filter(run_id=notice.pk).order_by("place")


def published_numbers(notice: PublishedRun) -> QuerySet[PublishedParcel]:
    """Return the numbered parcels of the published district, by code."""
    return PublishedParcel.objects.filter(plan_id=notice.plan_id).order_by("code")
