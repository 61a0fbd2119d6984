"""Blocks of a run beside those that streets cut out of the ground: compared, kept, and decided by a person."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from shapely import LineString

from geo.accounts.models import User
from geo.errors import NotAllowed, Text
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely
from parcels.fabric.models import Street
from parcels.numbering.inputs import Key, NumberingSettings
from parcels.numbering.streets import Disagreement, reconcile_blocks
from permits.cases.models import Case
from permits.numbering_runs.enums import POSSIBLE, Decision, DoubtCode
from permits.numbering_runs.errors import DecisionNotPossible, DecisionReasonMissing, RunClosedToEdits
from permits.numbering_runs.models import Doubt, DoubtDecision, NumberingRun, RunBlock, RunRevision, StreetComparison
from permits.numbering_runs.outlines import walked_outlines
from permits.numbering_runs.policies import may_edit, may_number
from permits.numbering_runs.selectors import last_comparison, last_decisions


def compare_streets(*, run: NumberingRun, revision: RunRevision, by: User) -> StreetComparison:
    """Hold the blocks of a revision against the streets of today and keep where they disagree.

    Decisions of the run on the same disagreements go on counting. Errors: RunClosedToEdits.
    """
    known = _streets_today(run)
    lines = [line for street in known if isinstance(line := to_shapely(street.geom), LineString)]
    found = _compared(run, revision, lines) if lines else ()
    with refusals_explained():
        comparison = StreetComparison.objects.create(
            run=run, municipality_id=run.municipality_id, revision=revision, made_by=by, made_at=transaction_time(),
            streets=len(lines), fingerprint=_fingerprint(known),
        )  # fmt: skip
        Doubt.objects.bulk_create(
            Doubt(comparison=comparison, municipality_id=run.municipality_id, key=key, code=code, groups=groups)
            for key, code, groups in sorted(map(_written, found), key=lambda row: (_rank(row[1]), row[2]))
        )
    return comparison


@transaction.atomic
def compare_again(*, run: NumberingRun, revision: RunRevision, by: User) -> StreetComparison:
    """Compare anew, as a person asks when the streets have changed. Errors: NotAllowed, RunClosedToEdits."""
    _held(run, by)
    return compare_streets(run=run, revision=revision, by=by)


@transaction.atomic
def decide_doubts(
    *, run: NumberingRun, doubts: Iterable[Doubt], decision: Decision, reason: str, by: User
) -> list[DoubtDecision]:
    """Write down what a person decides about disagreements of the run's last comparison, and why.

    To join or part is carried out when the whole is proposed anew; after a publication blocks stay as they are. Errors:
    NotAllowed, RunClosedToEdits, DecisionNotPossible, DecisionReasonMissing.
    """
    _held(run, by)
    if not reason.strip():
        raise DecisionReasonMissing
    doubts, latest = list(doubts), last_comparison(run)
    standing = latest is not None and all(doubt.comparison_id == latest.pk for doubt in doubts)
    if not doubts or not standing or any(decision not in possible(run, doubt.code) for doubt in doubts):
        raise DecisionNotPossible
    with refusals_explained():
        return DoubtDecision.objects.bulk_create(
            DoubtDecision(
                doubt=doubt, municipality_id=run.municipality_id, decision=decision, reason=reason.strip()[:300],
                decided_by=by, decided_at=transaction_time(),
            )
            for doubt in doubts
        )  # fmt: skip


def possible(run: NumberingRun, code: str) -> tuple[Decision, ...]:
    """Return what may be decided about a kind of disagreement: once numbers were published, blocks stay as they are."""
    return (Decision.KEEP,) if run.published_at is not None else POSSIBLE[code]


def streets_changed(run: NumberingRun, comparison: StreetComparison) -> bool:
    """Say whether the streets of the map are others than those that the blocks were compared with."""
    return _fingerprint(_streets_today(run)) != comparison.fingerprint


@dataclass(frozen=True, slots=True)
class Told:
    """A disagreement as a page tells it: per group its blocks, each with places in its walk, and what was decided.

    Where whole blocks are meant, the places are left out.
    """

    doubt: Doubt
    groups: list[list[tuple[int, list[int]]]]
    decision: DoubtDecision | None

    @property
    def waits(self) -> bool:
        """Say whether a person still has to do something: decide, or carry out what was decided."""
        return self.decision is None or self.decision.decision != Decision.KEEP


def told_doubts(run: NumberingRun, revision: RunRevision, comparison: StreetComparison) -> list[Told]:
    """Return the disagreements of a comparison in the walk of a revision, the kinds in one order."""
    place = {
        str(parcel): (block.place, turn)
        for block in revision.blocks.all()
        for turn, parcel in enumerate(block.order, 1)
    }
    decided = last_decisions(run)
    return [Told(doubt, _groups(doubt, place), decided.get(doubt.key)) for doubt in comparison.doubts.all()]


def kinds_of(doubts: Sequence[Told]) -> list[tuple[DoubtCode, int, int]]:
    """Return of each kind that there is: how many disagreements, and how many of them wait for a person."""
    times = Counter(told.doubt.code for told in doubts)
    waiting = Counter(told.doubt.code for told in doubts if told.waits)
    return [(code, times[code], waiting[code]) for code in DoubtCode if times[code]]


def sentence(code: str) -> Text:
    """Return what a kind of disagreement asks a person."""
    return DoubtCode(code).label


def _held(run: NumberingRun, by: User) -> None:
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    if not may_number(by, case.municipality_id):
        raise NotAllowed
    if not may_edit(by, case):
        raise RunClosedToEdits


def _streets_today(run: NumberingRun) -> list[Street]:
    today = transaction_time().date()
    return list(Street.objects.filter(district_id=run.plan.district_id, valid__contains=today).order_by("pk"))


def _fingerprint(streets: Sequence[Street]) -> str:
    told = hashlib.sha256()
    for street in streets:
        told.update(f"{street.pk} ".encode() + bytes(street.geom.wkb))
    return told.hexdigest()


def _compared(run: NumberingRun, revision: RunRevision, lines: Sequence[LineString]) -> tuple[Disagreement, ...]:
    blocks: list[RunBlock] = list(revision.blocks.all())
    of: dict[Key, int] = {str(parcel): block.place for block in blocks for parcel in block.order}
    parcels = walked_outlines(sorted(UUID(str(parcel)) for parcel in of), revision.cleaning)
    return reconcile_blocks(parcels, lines, NumberingSettings(**run.settings), blocks=of)


def _written(one: Disagreement) -> tuple[str, str, list[list[str]]]:
    """Return key, code and groups; the key does not depend on the order in which anything was found."""
    groups = sorted(sorted(str(key) for key in group) for group in one.groups)
    return hashlib.sha256(json.dumps([one.code, groups]).encode()).hexdigest(), one.code, groups


def _rank(code: str) -> int:
    return list(DoubtCode).index(DoubtCode(code))


def _groups(doubt: Doubt, place: dict[str, tuple[int, int]]) -> list[list[tuple[int, list[int]]]]:
    whole = doubt.code == DoubtCode.JOINED
    return sorted(_by_block(sorted(place[key] for key in group), whole=whole) for group in doubt.groups)


def _by_block(places: Sequence[tuple[int, int]], *, whole: bool) -> list[tuple[int, list[int]]]:
    steps: dict[int, list[int]] = {}
    for block, step in places:
        steps.setdefault(block, []).append(step)
    return [(block, [] if whole else turns) for block, turns in steps.items()]
