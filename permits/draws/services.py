"""Holding draws: opening with lists, sealing and revealing secrets, freezing, drawing, publishing, calling off."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.models import Municipality
from geo.series.services import issue_number, record_act
from geo.spatial.refusals import refusals_explained
from permits.draws import errors, lottery
from permits.draws.enums import DrawState, PaperName, PublicForm
from permits.draws.material import Head, entrant_row, frozen_file, lot_row, manifest_of, proof_file, read, written
from permits.draws.models import Draw, DrawEntrant, DrawLot, DrawPaper, DrawResult, Official
from permits.draws.policies import may_hold, official_of
from permits.draws.registry import takers

#: How many officials a draw has.
FEWEST, MOST = 2, 12
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who takes part: `key` is the caller's, up to 64 characters, and never published.

    Smaller priorities are served first and chance orders equal ones: the rank in the queue makes the queue decide who
    gets a lot, the same number for all makes chance decide it.
    """

    key: str
    area_class: str
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Lot:
    """What is drawn: `key` is the caller's, `code` is public, and so are `facts`, whole numbers under ASCII names."""

    key: str
    code: str
    area_class: str
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seat:
    """An official who seals a secret, under a title that everyone reads."""

    user: User
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A session as it is announced. `public_source` says exactly which value, read where; nobody can know it before

    `public_due_at`, and `public_form` leaves whoever types it no choice.
    """

    title: str
    session_at: datetime
    public_source: str
    public_due_at: datetime
    seats: Sequence[Seat]
    public_form: PublicForm = PublicForm.DECIMAL


@transaction.atomic
def open_draw(
    *, office: Municipality, purpose: str, plan: Plan, entrants: Sequence[Entrant], lots: Sequence[Lot], by: User,
    request_id: UUID,
) -> Draw:  # fmt: skip
    """Prepare a draw with its lists, in the order of the queue, once per request id. Runs inside the territory.

    Errors: NotForDraws, ListsMissing, ListsRepeat, OfficialsWrong, HourWrong, KeyError for an unknown purpose.
    """
    _check(office, plan, entrants, lots, by)
    takers[purpose]
    key = uuid5(request_id, f"draw of {by.pk}")
    issued = issue_number(
        request_id=key, kind="draw", office=office, by=by, subject=f"draws.draw:{key}", facts={"title": plan.title}
    )
    known = Draw.objects.filter(pk=key).first()
    if known is not None:
        return known
    code = f"{office.code}/{issued.hijri_year}/D{issued.number:05d}"
    with refusals_explained():
        draw = Draw.objects.create(
            id=key, municipality=office, code=code, purpose=purpose,
            title=plan.title, session_at=plan.session_at, public_source=plan.public_source,
            public_form=plan.public_form, public_due_at=plan.public_due_at, opened_by=by,
            entrant_count=len(entrants), lot_count=len(lots),
        )  # fmt: skip
        _write_lists(draw, plan.seats, entrants, lots)
    draw.refresh_from_db()
    return draw


def _check(office: Municipality, plan: Plan, entrants: Sequence[Entrant], lots: Sequence[Lot], by: User) -> None:
    if not may_hold(by, office.pk):
        raise errors.NotForDraws
    if not entrants or not lots:
        raise errors.ListsMissing
    repeated = (
        len({each.key for each in entrants}) < len(entrants)
        or len({each.key for each in lots}) < len(lots)
        or len({each.code for each in lots}) < len(lots)
    )
    if repeated:
        raise errors.ListsRepeat
    if not FEWEST <= len(plan.seats) <= MOST or len({seat.user.pk for seat in plan.seats}) < len(plan.seats):
        raise errors.OfficialsWrong
    if plan.public_due_at <= timezone.now():
        raise errors.HourWrong


def _write_lists(draw: Draw, seats: Sequence[Seat], entrants: Sequence[Entrant], lots: Sequence[Lot]) -> None:
    office = draw.municipality
    Official.objects.bulk_create(
        Official(draw=draw, municipality=office, number=number, user=seat.user, title=seat.title)
        for number, seat in enumerate(seats, 1)
    )
    DrawEntrant.objects.bulk_create((_entrant(draw, *each) for each in enumerate(entrants)), batch_size=_BATCH)
    DrawLot.objects.bulk_create(
        (
            DrawLot(
                draw=draw, municipality=office, position=position, key=lot.key, code=lot.code,
                area_class=lot.area_class, facts=dict(lot.facts),
            )
            for position, lot in enumerate(lots)
        ),
        batch_size=_BATCH,
    )  # fmt: skip


def _entrant(draw: Draw, position: int, entrant: Entrant) -> DrawEntrant:
    salt = secrets.token_hex(32)
    return DrawEntrant(
        draw=draw, municipality_id=draw.municipality_id, position=position, key=entrant.key, salt=salt,
        ticket=lottery.ticket_of(draw.code, entrant.key, salt), area_class=entrant.area_class,
        priority=entrant.priority,
    )  # fmt: skip


@transaction.atomic
def commit(*, draw: Draw, commitment: str, by: User) -> Draw:
    """Seal a secret by its fingerprint, once; with the last one the draw goes on.

    Errors: NotAnOfficial, SecretWrong, DrawNotReady.
    """
    held = _locked(draw)
    official = _official(held, by)
    if not lottery.SECRET.fullmatch(commitment):
        raise errors.SecretWrong
    if held.state != DrawState.PREPARED or official.commitment:
        raise errors.DrawNotReady
    with refusals_explained():
        official.commitment = commitment
        official.save(update_fields=["commitment"])
        _tell(held, by, "draw secret sealed", {"official": official.number, "commitment": commitment})
        if not held.officials.filter(commitment="").exists():
            _move(held, DrawState.COMMITTED)
    return held


@transaction.atomic
def freeze(*, draw: Draw, by: User) -> Draw:
    """Publish the lists and their hash; they do not change any more. Errors: NotForDraws, TooLate, DrawNotReady."""
    held = _held(draw, by, DrawState.COMMITTED)
    if held.public_due_at <= timezone.now():
        raise errors.TooLate
    entrants = [
        entrant_row(ticket=ticket, area_class=area_class, priority=priority)
        for ticket, area_class, priority in held.entrants.order_by("position").values_list(
            "ticket", "area_class", "priority"
        )
    ]
    lots = [
        lot_row(code=code, area_class=area_class, facts=facts)
        for code, area_class, facts in held.lots.order_by("position").values_list("code", "area_class", "facts")
    ]
    file = frozen_file(manifest_of(_head(held), entrants, lots), entrants, lots)
    with refusals_explained():
        _file(held, PaperName.FROZEN, file)
        _move(held, DrawState.FROZEN, manifest_hash=file["manifest_hash"])
        _tell(held, by, "draw lists frozen", {"manifest": file["manifest_hash"]})
    return held


def _head(draw: Draw) -> Head:
    return Head(
        draw=draw.code, office=draw.municipality.code, title=draw.title, session_at=draw.session_at,
        public_source=draw.public_source, public_form=draw.public_form, public_due_at=draw.public_due_at,
        officials=[dict(row) for row in draw.officials.order_by("number").values("commitment", "number", "title")],
    )  # fmt: skip


@transaction.atomic
def reveal(*, draw: Draw, secret: str, nonce: str, by: User) -> Draw:
    """Reveal the secret that was sealed, before the public value can be known; with the last one the draw goes on.

    Errors: NotAnOfficial, SecretWrong, RevealDiffers, TooLate, DrawNotReady.
    """
    held = _locked(draw)
    official = _official(held, by)
    if not lottery.SECRET.fullmatch(secret) or not lottery.NONCE.fullmatch(nonce):
        raise errors.SecretWrong
    if held.state != DrawState.FROZEN or official.secret:
        raise errors.DrawNotReady
    if held.public_due_at <= timezone.now():
        raise errors.TooLate
    if lottery.commitment_of(held.code, official.number, secret, nonce) != official.commitment:
        raise errors.RevealDiffers
    with refusals_explained():
        official.secret, official.nonce = secret, nonce
        official.save(update_fields=["secret", "nonce"])
        _tell(held, by, "draw secret revealed", {"official": official.number, "secret": secret, "nonce": nonce})
        if not held.officials.filter(secret="").exists():
            _move(held, DrawState.REVEALED)
    return held


@transaction.atomic
def take_value(*, draw: Draw, value: str, evidence: str, by: User) -> Draw:
    """Write down the public value that was announced, once, when it is known, and where it was read.

    Errors: NotForDraws, ValueWrong, TooEarly, DrawNotReady.
    """
    held = _held(draw, by, DrawState.REVEALED)
    if not PublicForm(held.public_form).pattern.fullmatch(value) or not evidence.strip():
        raise errors.ValueWrong
    if timezone.now() < held.public_due_at:
        raise errors.TooEarly
    with refusals_explained():
        _move(held, DrawState.REVEALED, public_value=value, public_evidence=evidence.strip())
        _tell(held, by, "draw public value", {"value": value, "evidence": evidence.strip()})
    return held


@transaction.atomic
def run_draw(*, draw: Draw, by: User) -> Draw:
    """Draw the lots from what is recorded, and write results and proof. Errors: NotForDraws, DrawNotReady."""
    held = _held(draw, by, DrawState.REVEALED)
    if not held.public_value:
        raise errors.DrawNotReady
    reveals = [dict(row) for row in held.officials.order_by("number").values("nonce", "number", "secret")]
    frozen = read(held.papers.get(name=PaperName.FROZEN).content)
    proof = proof_file(frozen, reveals, value=held.public_value, evidence=held.public_evidence)
    with refusals_explained():
        _write_results(held, proof["results"])
        _file(held, PaperName.PROOF, proof)
        _move(held, DrawState.DRAWN, seed=proof["seed"], seal=proof["seal"])
        _tell(held, by, "lots drawn", {"seed": proof["seed"], "seal": proof["seal"]})
    return held


def _write_results(draw: Draw, results: Sequence[lottery.Row]) -> None:
    entrants = dict(draw.entrants.values_list("ticket", "pk"))
    lots: dict[str | None, int] = dict(draw.lots.values_list("code", "pk"))
    DrawResult.objects.bulk_create(
        (
            DrawResult(
                draw=draw, municipality_id=draw.municipality_id, area_class=row["class"], turn=row["turn"],
                entrant_id=entrants[row["ticket"]], lot_id=lots.get(row["lot"]),
            )
            for row in results
        ),
        batch_size=_BATCH,
    )  # fmt: skip


@transaction.atomic
def publish(*, draw: Draw, by: User) -> Draw:
    """Hand the results over to whom the draw was for. Errors: NotForDraws, DrawNotReady, and what the taker refuses."""
    held = _held(draw, by, DrawState.DRAWN)
    with refusals_explained():
        _move(held, DrawState.PUBLISHED)
        takers[held.purpose].drawn(held)
        _tell(held, by, "draw published", {"seal": held.seal})
    return held


@transaction.atomic
def void(*, draw: Draw, reason: str, by: User) -> Draw:
    """Call a draw off while nobody can know its result; what was sealed and revealed until then stays public.

    Errors: NotForDraws, TooLate, DrawNotReady.
    """
    held = _locked(draw)
    if not may_hold(by, held.municipality_id):
        raise errors.NotForDraws
    if held.state == DrawState.REVEALED and held.public_due_at <= timezone.now():
        raise errors.TooLate
    if not reason.strip():
        raise errors.DrawNotReady
    with refusals_explained():
        _move(held, DrawState.VOID, void_reason=reason.strip())
        takers[held.purpose].voided(held)
        _tell(held, by, "draw called off", {"reason": reason.strip()})
    return held


def _locked(draw: Draw) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=draw.pk)


def _held(draw: Draw, by: User, state: DrawState) -> Draw:
    """Lock a draw for whoever holds it. Errors: NotForDraws, DrawNotReady."""
    held = _locked(draw)
    if not may_hold(by, held.municipality_id):
        raise errors.NotForDraws
    if held.state != state:
        raise errors.DrawNotReady
    return held


def _official(draw: Draw, by: User) -> Official:
    official = official_of(by, draw)
    if official is None:
        raise errors.NotAnOfficial
    return official


def _move(draw: Draw, state: DrawState, **written: Any) -> None:
    draw.state = state
    for name, value in written.items():
        setattr(draw, name, value)
    draw.save(update_fields=["state", *written])
    draw.refresh_from_db()


def _file(draw: Draw, name: PaperName, file: lottery.Row) -> None:
    DrawPaper.objects.create(draw=draw, municipality=draw.municipality, name=name, content=written(file))


def _tell(draw: Draw, by: User, action: str, facts: dict[str, Any]) -> None:
    record_act(office=draw.municipality, by=by, action=action, subject=f"draw:{draw.pk}", facts=facts)


#: The steps that whoever holds a draw takes without saying more.
STEPS: dict[str, Callable[..., Draw]] = {"freeze": freeze, "draw": run_draw, "publish": publish}
