"""Objections to published numbers: taken from anyone while the days last, answered once by the committee."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.errors import NotAllowed, NotFound
from geo.parties.models import Party
from geo.series.services import record_act
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from parcels.register.models import BoundaryVersion, Parcel
from permits.cases.models import Case
from permits.numbering_runs.enums import ObjectionState, Reach, RunState
from permits.numbering_runs.errors import (
    AlreadyAnswered,
    AnswerIncomplete,
    NotHeard,
    ObjectionWithoutPlace,
    PlaceElsewhere,
    TooManyObjections,
)
from permits.numbering_runs.models import NumberingRun, Objection
from permits.numbering_runs.policies import may_answer

#: Unanswered objections to one parcel, or to places without a parcel, at one time.
MOST_OPEN = 20
#: Metres beside the district's parcels within which a place still belongs to it: a street, a square.
BESIDE_M = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What somebody says: words, who he is, and a parcel of the run or a place in the storage CRS."""

    text: str
    name: str = ""
    phone: str = ""
    party: Party | None = None
    parcel_id: UUID | None = None
    place: Point | None = None


@transaction.atomic
def object_to(*, run: NumberingRun, complaint: Complaint, request_id: UUID, received_by: User | None) -> Objection:
    """Take an objection, once per request id; a place on a parcel is an objection to that parcel.

    Runs inside the territory of the run; `received_by` is the clerk who wrote it down, None when the citizen did.
    Errors: NotHeard, ObjectionWithoutPlace, PlaceElsewhere, TooManyObjections.
    """
    known = Objection.objects.filter(request_id=request_id, run=run).first()
    if known:
        return known
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    run.refresh_from_db()
    if case.state != RunState.PUBLISHED or run.objections_until is None or run.objections_until < timezone.localdate():
        raise NotHeard
    parcel = _parcel_of(run, complaint)
    if run.objections.filter(state=ObjectionState.OPEN, parcel=parcel).count() >= MOST_OPEN:
        raise TooManyObjections
    with refusals_explained():
        objection = Objection.objects.create(
            run=run, municipality_id=run.municipality_id, number=run.objections.count() + 1, parcel=parcel,
            geom=complaint.place, text=complaint.text.strip(), party=complaint.party, name=complaint.name.strip(),
            phone=complaint.phone.strip(), received_by=received_by, request_id=request_id,
        )  # fmt: skip
    return objection


def was_heard(run_id: UUID, request_id: UUID) -> bool:
    """Say whether an objection of this request was taken: a second press of the button. Inside the run's territory."""
    return Objection.objects.filter(run_id=run_id, request_id=request_id).exists()


def _parcel_of(run: NumberingRun, complaint: Complaint) -> Parcel | None:
    """Return the parcel that an objection is about; None for a place between parcels."""
    if complaint.parcel_id is not None:
        found = Parcel.objects.filter(pk=complaint.parcel_id, plan_id=run.plan_id).first()
        if found is None:
            raise PlaceElsewhere
        return found
    if complaint.place is None:
        raise ObjectionWithoutPlace
    around = complaint.place.buffer(BESIDE_M)
    near = BoundaryVersion.objects.filter(
        parcel__plan_id=run.plan_id, recorded__upper_inf=True, geom__bboverlaps=around, geom__intersects=around
    ).select_related("parcel")  # fmt: skip
    versions = list(near)
    if not versions:
        raise PlaceElsewhere
    return next((version.parcel for version in versions if version.geom.intersects(complaint.place)), None)


@transaction.atomic
def answer(*, objection: Objection, state: ObjectionState, words: str, by: User, reach: str = "") -> Objection:
    """Answer an objection, once; `reach` says whose numbers it withdraws when the run goes back to the surveyors.

    Errors: NotAllowed, AlreadyAnswered, AnswerIncomplete.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).select_related("municipality").get(
        pk=objection.run_id
    )  # fmt: skip
    if not may_answer(by, case):
        raise NotAllowed
    held = Objection.objects.select_for_update(of=("self",), no_key=True).filter(pk=objection.pk).first()
    if held is None:
        raise NotFound
    if held.state != ObjectionState.OPEN:
        raise AlreadyAnswered
    upheld = state == ObjectionState.UPHELD
    withdraws = reach in (Reach.PARCEL, Reach.BLOCK)
    placeless = withdraws and not held.parcel_id
    if state == ObjectionState.OPEN or not words.strip() or upheld != bool(reach) or placeless:
        raise AnswerIncomplete
    held.state, held.reach, held.answer = state, reach, words.strip()
    held.answered_by, held.answered_at = by, transaction_time()
    with refusals_explained():
        held.save(update_fields=["state", "reach", "answer", "answered_by", "answered_at"])
    facts = {"objection": held.number, "state": str(state), "reach": reach}
    record_act(office=case.municipality, by=by, action="objection answered", subject=f"case:{case.pk}", facts=facts)
    return held
