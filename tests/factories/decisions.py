"""Approved cases for changes of land, so that tests of the register need not walk through a procedure."""

from collections import deque
from uuid import UUID, uuid4

from parcels.register.lineage import LandChange
from parcels.register.selectors import held_versions
from permits.cases.models import AllowedStep, Case
from permits.planning.models import PlanCase
from permits.subdivisions.enums import Wish
from permits.subdivisions.models import LandChangeRequest, Proposal, ProposedEnd, ProposedPart
from tests.factories.places import Office


def decided(change: LandChange, office: Office) -> UUID:
    """Return an approved case whose proposal is exactly this change; inside the territory of the office."""
    case = _approved("land_change", office)
    own = {"municipality": office.body}
    request = LandChangeRequest.objects.create(case=case, **own)
    proposal = Proposal.objects.create(
        request=request, revision=1, wish=Wish.SPLIT_LINE, kind=change.kind, reason="test", source="test",
        gained=change.gained, released=change.released, made_by=office.surveyor, **own,
    )  # fmt: skip
    versions = {version.parcel_id: version for version in held_versions(change.touched)}
    ProposedEnd.objects.bulk_create(
        ProposedEnd(proposal=proposal, parcel_id=pk, version=versions[pk], ends=pk in change.ended, **own)
        for pk in change.touched
    )
    parts = [(part, True) for part in change.kept] + [(part, False) for part in change.children]
    ProposedPart.objects.bulk_create(
        ProposedPart(proposal=proposal, turn=turn, parcel_id=part.parcel_id, keeps=keeps, geom=part.geom, **own)
        for turn, (part, keeps) in enumerate(parts, start=1)
    )
    return case.pk


def decided_plan(office: Office) -> UUID:
    """Return an approved case of the office's plan; inside the territory of the office."""
    case = _approved("plan", office)
    PlanCase.objects.create(case=case, municipality=office.body, plan=office.plan)
    return case.pk


def _approved(kind: str, office: Office) -> Case:
    first, *following = _way(kind)
    case = Case.objects.create(
        kind=kind,
        municipality=office.body,
        state=first,
        opened_by=office.surveyor,
        reference=f"test/{uuid4().hex[:20]}",
    )
    for state in following:
        case.state = state
        case.save(update_fields=["state"])
    return case


def _way(kind: str) -> list[str]:
    """Return the shortest way of states to the approval."""
    steps = list(AllowedStep.objects.filter(kind=kind).values_list("source", "target"))
    ways = deque([[""]])
    while True:
        way = ways.popleft()
        if way[-1] == "approved":
            return way[1:]
        ways.extend([*way, target] for source, target in steps if source == way[-1] and target not in way)
