"""What must hold before a step of a numbering run."""

from django.utils import timezone

from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.numbering_runs.enums import Decision, ObjectionState
from permits.numbering_runs.errors import (
    DecisionNotCarriedOut,
    DoubtsUndecided,
    NothingUpheld,
    NumbersWerePublished,
    ObjectionsOpen,
    RunIncomplete,
    StreetsNotCompared,
)
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.selectors import last_comparison, last_decisions, last_revision, upheld_since_publication
from permits.numbering_runs.streets import streets_changed


def every_parcel_is_walked(case: Case) -> None:
    """Raise RunIncomplete unless every parcel of the plan that has no number is in the last revision."""
    run = NumberingRun.objects.get(pk=case.pk)
    walked = {parcel for block in last_revision(run).blocks.all() for parcel in block.order}
    waiting = set(Parcel.objects.filter(plan_id=run.plan_id, code=None).values_list("pk", flat=True))
    if missing := waiting - walked:
        raise RunIncomplete(parcels=len(missing))


def ready_for_review(case: Case) -> None:
    """Raise unless every parcel is walked and every disagreement with the streets of today is decided and carried out.

    Errors: RunIncomplete, StreetsNotCompared, DoubtsUndecided, DecisionNotCarriedOut.
    """
    every_parcel_is_walked(case)
    run = NumberingRun.objects.select_related("plan").get(pk=case.pk)
    comparison = last_comparison(run)
    if comparison is None or streets_changed(run, comparison):
        raise StreetsNotCompared
    decided = last_decisions(run)
    made = [decided.get(key) for key in comparison.doubts.values_list("key", flat=True)]
    if undecided := made.count(None):
        raise DoubtsUndecided(doubts=undecided)
    if any(decision is not None and decision.decision != Decision.KEEP for decision in made):
        raise DecisionNotCarriedOut


def objections_are_closed(case: Case) -> None:
    """Raise ObjectionsOpen until the days are over, all is answered, and what was upheld is in a later revision."""
    run = NumberingRun.objects.get(pk=case.pk)
    lasting = run.objections_until is None or run.objections_until >= timezone.localdate()
    waiting = run.objections.filter(state=ObjectionState.OPEN).exists()
    if lasting or waiting or upheld_since_publication(run).exists():
        raise ObjectionsOpen


def something_was_upheld(case: Case) -> None:
    """Raise NothingUpheld unless an objection was upheld since the publication."""
    if not upheld_since_publication(NumberingRun.objects.get(pk=case.pk)).exists():
        raise NothingUpheld


def never_published(case: Case) -> None:
    """Raise NumbersWerePublished when the run's numbers are known to everyone."""
    if NumberingRun.objects.get(pk=case.pk).published_at is not None:
        raise NumbersWerePublished
