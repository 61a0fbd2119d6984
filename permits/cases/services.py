"""Opening cases and moving them: one function for every step of every kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.series.services import Act, issue_number, record_act, record_acts
from geo.spatial.refusals import refusals_explained
from parcels.register.models import BoundaryVersion
from permits.cases.errors import NoteMissing, NoteTooLong, StepNotAllowed, StepNotPossible
from permits.cases.flow import Transition, flows
from permits.cases.models import AllowedStep, Case, CaseEvent, Claim
from permits.cases.open_matters import must_be_settled
from permits.cases.policies import may_take, signs_for
from permits.cases.referring import refer_by_data
from permits.cases.watching import tell_watchers, tell_watchers_of_many

#: What a step brings about, told the case in its new state.
Effect = Callable[[Case], None]
#: The same, told too what the step's guard found; None where the step has no guard.
Settle = Callable[[Case, Any], None]
#: Characters: a note is copied into the event and, for ever, into the chain.
LONGEST_NOTE = 2000
#: Rows that one statement writes for many cases.
_BATCH = 5_000


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


def claim_parcels(*, held: Mapping[Case, BoundaryVersion]) -> None:
    """Hold a version for each of many cases, as `claim_parcel` does, in statements for all of them.

    Parcels are locked in one order. Errors: LandNotInForce, and then nothing is held.
    """
    wanted = {(case.pk, version.parcel_id): Claim(
        case=case, municipality_id=case.municipality_id, parcel_id=version.parcel_id, version=version
    ) for case, version in held.items()}  # fmt: skip
    live = Claim.objects.filter(case__in=[case.pk for case in held], released_at=None)
    known = set(live.values_list("case_id", "parcel_id"))
    rows = [wanted[key] for key in sorted(wanted.keys() - known, key=lambda key: key[1])]
    with refusals_explained():
        Claim.objects.bulk_create(rows, batch_size=_BATCH)


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
    act = _act(locked, step, source, note, signed_for)
    record_act(office=locked.municipality, by=by, action=act.action, subject=act.subject, facts=act.facts)
    return locked


@transaction.atomic
def take_steps(*, cases: Sequence[Case], name: str, by: User) -> list[Case]:
    """Take one named step of many cases of one kind and office, all or none, in statements for all of them.

    Nothing is left out of what `take_step` does: every case is locked, asked for policy, file and guard, and gets its
    state, its event and its own entry in the chain. Watchers are told before the chain. For steps without a note, an
    effect or a department to ask. Errors: those of `take_step`; ValueError for cases or steps of another sort.
    """
    locked = _locked_together(cases)
    if not locked:
        return []
    steps = [_open_to(case, name, by, "") for case in locked]
    if steps[0].target in flows[locked[0].kind].refers_in:
        raise ValueError(f"departments are asked of each case by itself: {name}")
    _ask_of_many(steps[0], locked)
    sources = [case.state for case in locked]
    signed_for = [signs_for(by, case, step) for case, step in zip(locked, steps, strict=True)]
    moved = _move_together(locked, steps[0].target)
    CaseEvent.objects.bulk_create(
        (
            CaseEvent(
                case=case, municipality_id=case.municipality_id, transition=name, source=source, target=case.state,
                taken_by=by, on_behalf_of=behalf,
            )
            for case, source, behalf in zip(moved, sources, signed_for, strict=True)
        ),
        batch_size=_BATCH,
    )  # fmt: skip
    told = zip(moved, sources, strict=True)
    facts = {case.pk: {"step": name, "source": source, "target": case.state} for case, source in told}
    tell_watchers_of_many(moved, "step", facts)
    rows = zip(moved, steps, sources, signed_for, strict=True)
    acts = [_act(case, step, source, "", behalf) for case, step, source, behalf in rows]
    for first in range(0, len(acts), _BATCH):
        record_acts(office=moved[0].municipality, by=by, acts=acts[first : first + _BATCH])
    return moved


def _locked_together(cases: Sequence[Case]) -> list[Case]:
    """Lock cases in one order and return them as they stand. Errors: ValueError for two kinds or offices."""
    keys = {case.pk for case in cases}
    found = Case.objects.select_for_update(of=("self",)).select_related("municipality").filter(pk__in=keys)
    locked = list(found.order_by("pk"))
    if len(locked) < len(keys):
        raise Case.DoesNotExist
    if len({(case.kind, case.municipality_id) for case in locked}) > 1:
        raise ValueError("cases of one kind and one office take a step together")
    return locked


def _ask_of_many(step: Transition, cases: Sequence[Case]) -> None:
    """Ask the guard of a step, of all cases at once where it can be asked so."""
    if step.guard_of_many is not None:
        step.guard_of_many(cases)
    elif step.guard is not None:
        for case in cases:
            step.guard(case)


def _move_together(cases: Sequence[Case], target: str) -> list[Case]:
    """Write the state of locked cases and return them as they stand now, in the same order."""
    keys = [case.pk for case in cases]
    with refusals_explained():
        for first in range(0, len(keys), _BATCH):
            Case.objects.filter(pk__in=keys[first : first + _BATCH]).update(state=target)
    return list(Case.objects.select_related("municipality").filter(pk__in=keys, state=target).order_by("pk"))


def _act(case: Case, step: Transition, source: str, note: str, signed_for: User | None) -> Act:
    """Return what the chain keeps of a step."""
    facts = {
        "reference": case.reference, "source": source, "target": step.target, "note": note.strip(),
        **({"on_behalf_of": signed_for.pk} if signed_for else {}),
    }  # fmt: skip
    return Act(action=f"case {step.name}", subject=f"case:{case.pk}", facts=facts)


def _bring_about(case: Case, found: object, effect: Effect | None, settle: Settle | None) -> None:
    if effect is not None:
        effect(case)
    if settle is not None:
        settle(case, found)


def _ready(case: Case, name: str, by: User, note: str) -> tuple[Transition, object]:
    """Return the step of that name, when the case is ready for it and it is this person's, and what its guard found."""
    step = _open_to(case, name, by, note)
    return step, step.guard(case) if step.guard is not None else None


def _open_to(case: Case, name: str, by: User, note: str) -> Transition:
    """Return the step of that name, when it is this person's now; its guard is asked afterwards."""
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
    return step


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
