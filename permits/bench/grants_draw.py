"""A draw of a whole country's grants, measured: from frozen lists to results with their proof, and its check."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, territory
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, seconds
from permits.draws import services, verify_draw
from permits.draws.enums import PaperName
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw
from permits.draws.registry import takers
from permits.draws.selectors import paper_of
from permits.draws.services import Entrant, Lot, Plan, Seat

_DRAW_S, _VERIFY_S = 10, 30
_ENTRANTS, _LOTS = 20_000, 15_000
_QUICK_ENTRANTS, _QUICK_LOTS = 2_000, 1_500
#: Area classes; entrants and lots are dealt to them in turn.
_CLASSES = ("400", "600", "900")
_PURPOSE = "bench"


class _Nobody:
    """Takes the results of measured draws, and does nothing with them."""

    def drawn(self, draw: Draw) -> None:
        """Leave them."""

    def voided(self, draw: Draw) -> None:
        """Leave them."""


def measure_draw(bench: Bench) -> Iterator[Metric]:
    """Draw by the services, every row written; then check the published file in a process of its own."""
    entrants, lots = (_QUICK_ENTRANTS, _QUICK_LOTS) if bench.small else (_ENTRANTS, _LOTS)
    office = Municipality.objects.filter(territory__isnull=False).order_by("code")[0]
    people = [User.objects.create_user(f"bench-draw-{number}") for number in range(3)]
    Membership.objects.create(user=people[0], role=Role.HEAD, municipality=office, starts_on=date(2020, 1, 1))
    if _PURPOSE not in takers:
        takers.register(_PURPOSE, _Nobody())
    with territory([office.pk]):
        act_as(people[0].pk)
        draw = _revealed(_prepared(office, people, entrants, lots), people)
    with bench.admin() as admin:  # the hour has come: nobody waits for it in a measurement
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE draws_draw SET public_due_at = clock_timestamp() WHERE id = %s", [draw.pk])
    taken = seconds(lambda: _draw(office, draw, people[0]))
    yield at_most(f"draw_{entrants}_entrants_{lots}_lots", taken, "s", _DRAW_S)
    yield at_most("draw_verified", _verified(draw), "s", _VERIFY_S)


def _prepared(office: Municipality, people: list[User], entrants: int, lots: int) -> Draw:
    now = timezone.now()
    plan = Plan(
        title="قياس", session_at=now, public_source="قياس", public_due_at=now + timedelta(hours=9),
        seats=[Seat(person, f"عضو {number}") for number, person in enumerate(people, 1)],
    )  # fmt: skip
    return services.open_draw(
        office=office, purpose=_PURPOSE, plan=plan, by=people[0], request_id=uuid4(),
        entrants=[Entrant(f"grant {place}", _CLASSES[place % len(_CLASSES)]) for place in range(entrants)],
        lots=[
            Lot(f"plot {place}", f"L{place:06d}", _CLASSES[place % len(_CLASSES)], {"area_dm2": 40_000 + place % 977})
            for place in range(lots)
        ],
    )  # fmt: skip


def _secret(person: User) -> tuple[str, str]:
    made = sha256(person.username.encode()).hexdigest()
    return made, made[:32]


def _revealed(draw: Draw, people: list[User]) -> Draw:
    for number, person in enumerate(people, 1):
        draw = services.commit(draw=draw, commitment=commitment_of(draw.code, number, *_secret(person)), by=person)
    draw = services.freeze(draw=draw, by=people[0])
    for person in people:
        secret, nonce = _secret(person)
        draw = services.reveal(draw=draw, secret=secret, nonce=nonce, by=person)
    return draw


def _draw(office: Municipality, draw: Draw, by: User) -> None:
    with territory([office.pk]):
        act_as(by.pk)
        services.take_value(draw=draw, value="11432.07", evidence="bench", by=by)
        services.publish(draw=services.run_draw(draw=draw, by=by), by=by)


def _verified(draw: Draw) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proof.json"
        file.write_text(paper_of(draw.pk, PaperName.PROOF), encoding="utf-8")
        program = [sys.executable, "-I", "-S", verify_draw.__file__, str(file)]
        return seconds(lambda: subprocess.run(program, check=True, capture_output=True))
