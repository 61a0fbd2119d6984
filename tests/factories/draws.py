"""Draws with their officials, and an hour that comes when a test says so."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import time_machine
from django.db import connection
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from permits.draws import services
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw
from permits.draws.registry import takers
from permits.draws.services import Entrant, Lot, Plan, Seat
from tests.factories.places import Office, member
from tests.sql.connections import connect

PURPOSE = "test"
VALUE, EVIDENCE = "11432.07", "https://example.org/index"
_CLOCK = """
CREATE OR REPLACE FUNCTION draw_clock_v1() RETURNS timestamptz LANGUAGE sql VOLATILE
SET search_path = pg_catalog, public, pg_temp AS $$ SELECT {} $$
"""
_TOLD = "coalesce(nullif(current_setting('test.draw_clock', true), '')::timestamptz, clock_timestamp())"


@dataclass
class Taking:
    """Who takes the results of made-up draws: remembers what he was told."""

    told: list[tuple[str, UUID]] = field(default_factory=list)

    def drawn(self, draw: Draw) -> None:
        self.told.append(("drawn", draw.pk))

    def voided(self, draw: Draw) -> None:
        self.told.append(("voided", draw.pk))


taking = Taking()


@contextmanager
def told_hours() -> Iterator[None]:
    """Let the database's clock of draws be told: `at` tells it. Of the whole database, until the block ends."""
    with connect("admin") as admin:
        admin.execute(_CLOCK.format(_TOLD))
        try:
            yield
        finally:
            admin.execute(_CLOCK.format("clock_timestamp()"))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Run a block at a moment of the draw, for the program and for the database. Inside `told_hours`."""
    with time_machine.travel(moment, tick=True):
        _tell(moment.isoformat())
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _tell("")


def _tell(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('test.draw_clock', %s, false)", [moment])


@dataclass(frozen=True)
class Team:
    """Who holds draws of an office, and three officials."""

    office: Office
    committee: User
    officials: Sequence[User]


def make_team(office: Office) -> Team:
    """Write the people of a draw."""
    if PURPOSE not in takers:
        takers.register(PURPOSE, taking)
    known = User.objects.filter(username=f"{Role.COMMITTEE}-{office.body.code}").first()
    committee = known or member(Role.COMMITTEE, office.body)
    names = ("first", "second", "third")
    return Team(office, committee, [User.objects.create_user(f"official-{name}") for name in names])


def entrants(count: int, area_class: str = "400", priority: int = 0) -> list[Entrant]:
    return [Entrant(f"{area_class}/{place}", area_class, priority) for place in range(count)]


def lots(count: int, area_class: str = "400") -> list[Lot]:
    return [
        Lot(f"{area_class}/{place}", f"{area_class}-{place:03d}", area_class, {"area_dm2": 40_000 + 100 * place})
        for place in range(count)
    ]


def opened(
    team: Team, takers_: Sequence[Entrant], offered: Sequence[Lot], *, request_id: UUID | None = None,
    officials: Sequence[User] | None = None,
) -> Draw:  # fmt: skip
    """Prepare a draw whose hour comes in a day. Inside the territory of the office."""
    seats = [Seat(user, f"عضو {number}") for number, user in enumerate(officials or team.officials, 1)]
    plan = Plan(
        title="قرعة الاختبار", session_at=timezone.now() + timedelta(days=1), public_source="إغلاق المؤشر",
        public_due_at=timezone.now() + timedelta(days=1), seats=seats,
    )  # fmt: skip
    return services.open_draw(
        office=team.office.body, purpose=PURPOSE, plan=plan, entrants=takers_, lots=offered, by=team.committee,
        request_id=request_id or uuid4(),
    )  # fmt: skip


def secret_of(user: User) -> tuple[str, str]:
    """Return the secret and the nonce that an official of these tests has."""
    return sha256(user.username.encode()).hexdigest(), sha256(b"nonce" + user.username.encode()).hexdigest()[:32]


def sealed(draw: Draw) -> Draw:
    """Seal the secrets of all officials."""
    for official in draw.officials.order_by("number"):
        fingerprint = commitment_of(draw.code, official.number, *secret_of(official.user))
        draw = services.commit(draw=draw, commitment=fingerprint, by=official.user)
    return draw


def revealed(draw: Draw) -> Draw:
    """Reveal the secrets of all officials."""
    for official in draw.officials.order_by("number"):
        secret, nonce = secret_of(official.user)
        draw = services.reveal(draw=draw, secret=secret, nonce=nonce, by=official.user)
    return draw


def held(draw: Draw, by: User) -> Draw:
    """Take a prepared draw to its published results. Inside `told_hours` and the territory of the office."""
    draw = revealed(services.freeze(draw=sealed(draw), by=by))
    with at(draw.public_due_at + timedelta(minutes=1)):
        draw = services.take_value(draw=draw, value=VALUE, evidence=EVIDENCE, by=by)
        return services.publish(draw=services.run_draw(draw=draw, by=by), by=by)
