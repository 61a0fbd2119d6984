"""A draw of a whole country's grants, measured: results with their proof, its check, and what it writes into grants."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection
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
from permits.grants.allotting import open_pool_draw
from permits.grants.enums import GrantState
from permits.grants.models import Grant, Pool

_DRAW_S, _VERIFY_S = 10, 30
_ENTRANTS, _LOTS = 20_000, 15_000
_QUICK_ENTRANTS, _QUICK_LOTS = 2_000, 1_500
#: Area classes; entrants and lots are dealt to them in turn.
_CLASSES = ("400", "600", "900")
_PURPOSE = "bench"
_GRANTED, _QUICK_GRANTED = 20_000, 2_000
#: Of opening a draw of a pool and of publishing it into grants, for the larger number; and statements for each grant.
_OPENED_S, _PUBLISHED_S, _STATEMENTS = 60, 120, 0.1
#: A frozen pool of so many plots, taken for land of one office, and as many grants that wait; as the administrator.
_WAITING = (
    """
    CREATE TEMP TABLE bench_waiting AS
    SELECT row_number() OVER () AS n, gen_random_uuid() AS id, gen_random_uuid() AS party, chosen.*
      FROM (SELECT p.id AS parcel, p.version_id AS version, p.code FROM register_publishedparcel p
             WHERE NOT EXISTS (SELECT FROM grants_allotment t WHERE t.parcel_id = p.id)
             ORDER BY p.municipality_id <> %(office)s, p.code LIMIT %(many)s) chosen
    """,
    "UPDATE register_parcel SET municipality_id = %(office)s WHERE id IN (SELECT parcel FROM bench_waiting)",
    """
    UPDATE register_boundaryversion SET municipality_id = %(office)s
     WHERE parcel_id IN (SELECT parcel FROM bench_waiting)
    """,
    """
    INSERT INTO parties_party (id, kind, name, municipality_id, identifier_hash, mobile, source_system, source_id)
    SELECT party, 'person', 'مواطن', %(office)s, 'bench draw ' || n, '0550000000', '', '' FROM bench_waiting
    """,
    """
    INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)
    SELECT id, 'grant', 'bench draw/' || n, %(office)s, 'queued', now(), %(user)s, now() FROM bench_waiting
    """,
    """
    INSERT INTO grants_grant (id, case_id, municipality_id, state, grantee_id, grantee_name, identifier_hash, basis,
                              order_number, area_class, decree_area_m2, completed_at)
    SELECT id, id, %(office)s, 'queued', party, 'مواطن', 'bench draw ' || n, 'amana', n::text,
           (%(classes)s::text[])[1 + n %% 3], 400, now() + n * interval '1 second' FROM bench_waiting
    """,
    """
    INSERT INTO grants_pool (id, municipality_id, title, classes, state, made_by_id, made_at, frozen_by_id, frozen_at,
                             map_hash)
    VALUES (%(pool)s, %(office)s, 'قياس', %(classes)s, 'frozen', %(user)s, now(), %(user)s, now(), repeat('0', 64))
    """,
    """
    INSERT INTO grants_poolplot (pool_id, municipality_id, parcel_id, version_id, code, plan_id, area_m2, area_class,
                                 reasons, held)
    SELECT %(pool)s, %(office)s, w.parcel, w.version, w.code, p.plan_id, 400, (%(classes)s::text[])[1 + n %% 3], '{}',
           true FROM bench_waiting w JOIN register_parcel p ON p.id = w.parcel
    """,
    "VACUUM ANALYZE",
)


class _Nobody:
    """Takes the results of measured draws, and does nothing with them."""

    def drawn(self, draw: Draw) -> None:
        """Leave them."""

    def voided(self, draw: Draw) -> None:
        """Leave them."""


def measure_draw(bench: Bench) -> Iterator[Metric]:
    """Draw by the services, every row written; then check the published file in a process of its own."""
    entrants, lots = (_QUICK_ENTRANTS, _QUICK_LOTS) if bench.small else (_ENTRANTS, _LOTS)
    office, people = _cast("draw", Role.HEAD)
    if _PURPOSE not in takers:
        takers.register(_PURPOSE, _Nobody())
    with territory([office.pk]):
        act_as(people[0].pk)
        draw = _revealed(_prepared(office, people, entrants, lots), people)
    _let_the_hour_come(bench, draw)
    taken = seconds(lambda: _take(office, people[0], lambda: _draw(draw, people[0], services.publish)))
    yield at_most(f"draw_{entrants}_entrants_{lots}_lots", taken, "s", _DRAW_S)
    yield at_most("draw_verified", _verified(draw), "s", _VERIFY_S)


def measure_granting(bench: Bench) -> Iterator[Metric]:
    """Call a draw of a frozen pool for as many grants as it has plots, and publish its results into the grants."""
    many = _QUICK_GRANTED if bench.small else _GRANTED
    office, people = _cast("grants", Role.COMMITTEE)
    pool = _write_waiting(bench, many, office, people[0])
    opened: list[Draw] = []
    taken, asked = _counted(lambda: _take(office, people[0], lambda: opened.append(_opened(pool, people))))
    yield at_most(f"draw_opened_of_{many}_grants", taken, "s", _OPENED_S)
    yield at_most(f"draw_opened_statements_a_grant_of_{many}", asked / many, "statements", _STATEMENTS)
    with territory([office.pk]):
        act_as(people[0].pk)
        draw = _revealed(opened[0], people)
    _let_the_hour_come(bench, draw)
    _take(office, people[0], lambda: _draw(draw, people[0]))
    taken, asked = _counted(lambda: _take(office, people[0], lambda: services.publish(draw=draw, by=people[0])))
    yield at_most(f"draw_published_to_{many}_grants", taken, "s", _PUBLISHED_S)
    yield at_most(f"draw_published_statements_a_grant_of_{many}", asked / many, "statements", _STATEMENTS)
    with territory([office.pk]):
        drawn = Grant.objects.filter(state=GrantState.DRAWN, allotments__pool=pool).count()
    bench.say(f"{drawn} of {many} grants have a plot")


def _write_waiting(bench: Bench, many: int, office: Municipality, user: User) -> Pool:
    pool = uuid4()
    told = {"office": office.pk, "user": user.pk, "pool": pool, "many": many, "classes": list(_CLASSES)}
    with bench.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in _WAITING:
            admin.execute(statement, told if "%(" in statement else None)
    with territory([office.pk]):
        return Pool.objects.get(pk=pool)


def _cast(name: str, role: Role) -> tuple[Municipality, list[User]]:
    """Return an office and three officials, the first of whom holds its draws."""
    office = Municipality.objects.filter(territory__isnull=False).order_by("code")[0]
    people = [User.objects.create_user(f"bench-{name}-{number}") for number in range(3)]
    Membership.objects.create(user=people[0], role=role, municipality=office, starts_on=date(2020, 1, 1))
    return office, people


def _counted(work: Callable[[], object]) -> tuple[float, int]:
    """Return how long a piece of work takes, seconds, and how many statements it sends."""
    sent = 0

    def count(execute: Callable[..., Any], *asked: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*asked)

    with connection.execute_wrapper(count):
        return seconds(work), sent


def _take(office: Municipality, by: User, work: Callable[[], object]) -> None:
    """Do a piece of work in the office in a transaction of its own."""
    with territory([office.pk]):
        act_as(by.pk)
        work()


def _let_the_hour_come(bench: Bench, draw: Draw) -> None:
    """Bring the hour of the public value: nobody waits for it in a measurement."""
    with bench.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE draws_draw SET public_due_at = clock_timestamp() WHERE id = %s", [draw.pk])


def _plan(people: list[User]) -> Plan:
    now = timezone.now()
    return Plan(
        title="قياس", session_at=now, public_source="قياس", public_due_at=now + timedelta(hours=9),
        seats=[Seat(person, f"عضو {number}") for number, person in enumerate(people, 1)],
    )  # fmt: skip


def _opened(pool: Pool, people: list[User]) -> Draw:
    return open_pool_draw(pool=pool, plan=_plan(people), by=people[0], request_id=uuid4())


def _prepared(office: Municipality, people: list[User], entrants: int, lots: int) -> Draw:
    return services.open_draw(
        office=office, purpose=_PURPOSE, plan=_plan(people), by=people[0], request_id=uuid4(),
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


def _draw(draw: Draw, by: User, *then: Callable[..., Draw]) -> None:
    services.take_value(draw=draw, value="11432.07", evidence="bench", by=by)
    drawn = services.run_draw(draw=draw, by=by)
    for step in then:
        step(draw=drawn, by=by)


def _verified(draw: Draw) -> float:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "proof.json"
        file.write_text(paper_of(draw.pk, PaperName.PROOF), encoding="utf-8")
        program = [sys.executable, "-I", "-S", verify_draw.__file__, str(file)]
        return seconds(lambda: subprocess.run(program, check=True, capture_output=True))
