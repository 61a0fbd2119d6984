"""Asking for a change of land, deciding on it, and doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import transaction

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from parcels.register.enums import ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.lineage import LandChange, change_land
from parcels.register.models import BoundaryVersion, LineageLink, Parcel
from parcels.register.selectors import held_versions
from parcels.register.services import change_state
from permits.cases.claims import live_claims, reattach
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case
from permits.cases.services import claim_parcel, open_case, release_claims, take_step
from permits.subdivisions.assess import assess
from permits.subdivisions.enums import RequestState
from permits.subdivisions.errors import LandCheckedOut, OtherOffice, WishUnclear
from permits.subdivisions.flow import KIND
from permits.subdivisions.models import LandChangeRequest, Proposal, ProposedEnd, ProposedPart
from permits.subdivisions.selectors import change_of, latest_proposal, locks_against
from permits.subdivisions.wishes import Asked, change_asked

_S = RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why, from which source, how accurate (metres), and from which rules an exemption is asked, with its reason."""

    reason: str
    source: str
    accuracy_m: Decimal | None = None
    exemptions: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def ask_for_change(*, asked: Asked, grounds: Grounds, by: User, request_id: UUID) -> LandChangeRequest:
    """Open a case for a change of land with its first proposal, once per request id.

    Runs inside the territory of the parcels. Errors: WishUnclear, NotCut, NotNeighbours, UnknownLand, OtherOffice.
    """
    change = change_asked(asked)
    office = _office(change)
    case = open_case(kind=KIND, municipality=office, by=by, request_id=request_id)
    request, created = LandChangeRequest.objects.get_or_create(case=case, defaults={"municipality": office})
    if created:
        _propose(request, asked, change, grounds, by)
    return request


@transaction.atomic
def propose_again(*, case: Case, asked: Asked, grounds: Grounds, by: User) -> Proposal:
    """Put a new revision in the place of the last one, while the request is a draft or was returned."""
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.opened_by_id != by.pk:
        raise StepNotAllowed
    if locked.state not in (_S.DRAFT, _S.RETURNED):
        raise StepNotPossible
    change = change_asked(asked)
    if _office(change).pk != locked.municipality_id:
        raise OtherOffice
    return _propose(LandChangeRequest.objects.get(case=locked), asked, change, grounds, by)


def _office(change: LandChange) -> Municipality:
    offices = Municipality.objects.filter(pk__in=Parcel.objects.filter(pk__in=change.touched).values("municipality"))
    found = list(offices[:2])
    if len(found) != 1:
        raise OtherOffice
    return found[0]


def _propose(request: LandChangeRequest, asked: Asked, change: LandChange, grounds: Grounds, by: User) -> Proposal:
    if not grounds.reason.strip() or not grounds.source.strip():
        raise WishUnclear
    proposal = Proposal.objects.create(
        request=request,
        municipality_id=request.municipality_id,
        revision=request.proposals.count() + 1,
        wish=asked.wish,
        kind=change.kind,
        inputs=asked.inputs(),
        reason=grounds.reason,
        source=grounds.source,
        accuracy_m=grounds.accuracy_m,
        exemptions=dict(grounds.exemptions),
        gained=change.gained,
        released=change.released,
        made_by=by,
    )
    _write_parts(proposal, change)
    assess(proposal=proposal, by=by)
    return proposal


def _write_parts(proposal: Proposal, change: LandChange) -> None:
    office = {"proposal": proposal, "municipality_id": proposal.municipality_id}
    versions = {version.parcel_id: version for version in held_versions(change.touched)}
    ProposedEnd.objects.bulk_create(
        ProposedEnd(parcel_id=pk, version=versions[pk], ends=pk in change.ended, **office) for pk in change.touched
    )
    parts = [(part, True) for part in change.kept] + [(part, False) for part in change.children]
    ProposedPart.objects.bulk_create(
        ProposedPart(turn=turn, parcel_id=part.parcel_id, keeps=keeps, geom=part.geom, **office)
        for turn, (part, keeps) in enumerate(parts, start=1)
    )


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a request; approval changes the land in the same transaction.

    Errors: those of steps and guards, StateNotPossible when another case changes this land, and those of change_land.
    """
    proposal = latest_proposal(case.pk)

    def settle(moved: Case) -> None:
        assess(proposal=proposal, by=by)
        if moved.state == _S.SUBMITTED:
            _hold(moved, proposal, by)
        elif moved.state in (_S.RETURNED, _S.REJECTED, _S.CANCELLED):
            _let_go(moved, proposal, by)
        elif moved.state == _S.APPROVED:
            _carry_out(moved, proposal, by)

    return take_step(case=case, name=name, by=by, note=note, effect=settle)


def _hold(case: Case, proposal: Proposal, by: User) -> None:
    """Take the land under change: no other change, and no permit, begins on it meanwhile.

    Errors: StateNotPossible, LandCheckedOut.
    """
    parcels = Parcel.objects.filter(pk__in=_touched(proposal)).order_by("pk").select_for_update(no_key=True)
    if {parcel.state for parcel in parcels} != {ParcelState.ACTIVE}:
        raise StateNotPossible
    lock = locks_against(_touched(proposal), asked_by=case.opened_by_id).first()
    if lock is not None:
        raise LandCheckedOut(parcel=str(lock.parcel_id), until=lock.checkout.ends_at, by=str(lock.checkout.made_by))
    for end in proposal.touched.all():
        claim_parcel(case=case, version=end.version)
    change_state(parcel_ids=_touched(proposal), to=ParcelState.UNDER_CHANGE, by=by, reason=case.reference)


def _let_go(case: Case, proposal: Proposal, by: User) -> None:
    held = [claim.parcel_id for claim in case.claims.filter(released_at=None)]
    release_claims(case=case)
    if held:
        change_state(parcel_ids=held, to=ParcelState.ACTIVE, by=by, reason=case.reference)


def _carry_out(case: Case, proposal: Proposal, by: User) -> None:
    """Change the land as it was signed; the cases that go with it go with it."""
    release_claims(case=case)
    going = list(live_claims(_touched(proposal), but=case.pk))
    event = change_land(
        change=change_of(proposal),
        request_id=uuid5(case.pk, "land change"),
        by=by,
        reason=f"{case.reference}: {proposal.reason}"[:300],
        source=proposal.source,
        accuracy_m=proposal.accuracy_m,
        case_id=case.pk,
    )
    reattach(going, _came_from(event))
    LandChangeRequest.objects.filter(case=case).update(event_id=event)


def _touched(proposal: Proposal) -> list[UUID]:
    return [end.parcel_id for end in proposal.touched.all()]


def _came_from(event: UUID) -> dict[UUID, Sequence[BoundaryVersion]]:
    """Return the boundaries in force that came from each parcel, the one with most of its land first."""
    links = list(LineageLink.objects.filter(event=event).order_by("-area_m2"))
    versions = {version.parcel_id: version for version in held_versions(link.child_id for link in links)}
    found: dict[UUID, list[BoundaryVersion]] = {}
    for link in links:
        found.setdefault(link.parent_id, []).append(versions[link.child_id])
    return dict(found)
