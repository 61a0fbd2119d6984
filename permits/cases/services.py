"""Opening cases and moving them: one function for every step of every kind."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.series.services import issue_number, record_act
from geo.spatial.refusals import refusals_explained
from parcels.register.models import BoundaryVersion
from permits.cases.errors import NoteMissing, NoteTooLong, StepNotAllowed, StepNotPossible
from permits.cases.flow import Transition, flows
from permits.cases.models import AllowedStep, Case, CaseEvent, Claim
from permits.cases.open_matters import must_be_settled
from permits.cases.policies import may_take, signs_for
from permits.cases.referring import refer_by_data
from permits.cases.watching import tell_watchers

#: What a step brings about, told the case in its new state.
Effect = Callable[[Case], None]
#: The same, told too what the step's guard found; None where the step has no guard.
Settle = Callable[[Case, Any], None]
#: Characters: a note is copied into the event and, for ever, into the chain.
LONGEST_NOTE = 2000


@transaction.atomic
def open_case(*, kind: str, municipality: Municipality, by: User, request_id: UUID) -> Case:
    """Open a case in an office, or return the one that this person's request opened before.

    The request id comes from a browser. Bound to the person it finds no case of anyone else, and bound to the opening
    of cases it cannot use up the id under which something else is issued later.
    """
    own_request = uuid5(request_id, f"case of {by.pk}")
    issued = issue_number(
        request_id=own_request,
        kind="case",
        office=municipality,
        by=by,
        subject=f"case:{own_request}",
        facts={"kind": kind},
    )
    reference = f"{municipality.code}/{issued.hijri_year}/{issued.number:06d}"
    case, _created = Case.objects.get_or_create(
        reference=reference,
        defaults={
            "kind": kind,
            "municipality": municipality,
            "state": flows[kind].initial,
            "opened_by": by,
        },
    )
    return case


def claim_parcel(*, case: Case, version: BoundaryVersion) -> Claim:
    """Hold a version of a parcel for a case until the claim is released. Errors: LandNotInForce."""
    with refusals_explained():
        claim, _created = Claim.objects.get_or_create(
            case=case,
            parcel_id=version.parcel_id,
            released_at=None,
            defaults={"municipality": case.municipality, "version": version},
        )
    return claim


@transaction.atomic
def take_step(
    *, case: Case, name: str, by: User, note: str = "", effect: Effect | None = None, settle: Settle | None = None
) -> Case:
    """Take one named step: lock, policy, file, guard, state, event, effect and chain in one transaction.

    `effect`, or `settle` where what the guard found matters, does what the step decides. It comes before the entry in
    the chain, so that locks are taken in the one order of the system: case, counters, chain. Errors: StepNotPossible,
    StepNotAllowed, NoteMissing, NoteTooLong, MattersOpen, and whatever the step's guard raises.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    step, found = _ready(locked, name, by, note)
    source, signed_for = locked.state, signs_for(by, locked, step)
    _move(locked, step.target)
    CaseEvent.objects.create(
        case=locked, municipality_id=locked.municipality_id, transition=name, source=source, target=step.target,
        taken_by=by, on_behalf_of=signed_for, note=note.strip(),
    )  # fmt: skip
    _bring_about(locked, found, effect, settle)
    if step.target in flows[locked.kind].refers_in:
        refer_by_data(locked)
    tell_watchers(locked, "step", {"step": name, "source": source, "target": step.target})
    record_act(
        office=locked.municipality, by=by, action=f"case {name}", subject=f"case:{locked.pk}",
        facts={
            "reference": locked.reference, "source": source, "target": step.target, "note": note.strip(),
            **({"on_behalf_of": signed_for.pk} if signed_for else {}),
        },
    )  # fmt: skip
    return locked


def _bring_about(case: Case, found: object, effect: Effect | None, settle: Settle | None) -> None:
    if effect is not None:
        effect(case)
    if settle is not None:
        settle(case, found)


def _ready(case: Case, name: str, by: User, note: str) -> tuple[Transition, object]:
    """Return the step of that name, when the case is ready for it and it is this person's, and what its guard found."""
    step = flows[case.kind].step(name)
    if step is None or case.state not in step.sources:
        raise StepNotPossible
    if not may_take(by, case, step):
        raise StepNotAllowed
    if step.needs_note and not note.strip():
        raise NoteMissing
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong
    if step.stage is not None:
        must_be_settled(case, step.stage)
    return step, step.guard(case) if step.guard is not None else None


def _move(case: Case, target: str) -> None:
    case.state = target
    with refusals_explained():
        case.save(update_fields=["state"])
    case.refresh_from_db()


def write_allowed_steps(*, using: str) -> None:
    """Make the table that the triggers read equal to the flows in code; run as the owner."""
    wanted: set[tuple[Any, ...]] = {
        (flow.kind, source, target, flow.stage_of(source, target)) for flow in flows for source, target in flow.pairs()
    }
    wanted |= {(flow.kind, "", flow.initial, None) for flow in flows}
    held = set(AllowedStep.objects.using(using).values_list("kind", "source", "target", "stage"))
    for kind, source, target, _stage in held - wanted:
        AllowedStep.objects.using(using).filter(kind=kind, source=source, target=target).delete()
    AllowedStep.objects.using(using).bulk_create(
        AllowedStep(kind=kind, source=source, target=target, stage=stage)
        for kind, source, target, stage in sorted(wanted - held, key=str)
    )


def release_claim(claim: Claim) -> None:
    """Let go of the parcel that one claim holds."""
    Claim.objects.filter(pk=claim.pk, released_at=None).update(released_at=timezone.now())


def release_claims(*, case: Case) -> None:
    """Let go of every parcel that the case holds."""
    Claim.objects.filter(case=case, released_at=None).update(released_at=timezone.now())
