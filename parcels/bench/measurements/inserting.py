"""One boundary entered with the checks of the register, against the same without."""

from collections.abc import Iterator

import psycopg

from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, p95_ms

_LIMIT_MS = 5.0
#: Parcels whose outline is entered once more, where it stands, among its neighbours.
_SUBJECTS = """
SELECT p.id, p.municipality_id, ST_AsEWKB(v.geom)
  FROM register_parcel p JOIN register_boundaryversion v ON v.parcel_id = p.id
 WHERE NOT v.several_parts AND upper_inf(v.recorded) AND p.state = 'active' ORDER BY p.id DESC LIMIT %s
"""
#: Closes what is entered anew, as the register does it: a session that is told to write past its triggers, and back,
#: forgets how its statements are planned, and would be measured planning.
_CLOSE = "UPDATE register_boundaryversion SET valid = tstzrange(lower(valid), now()) WHERE parcel_id = %s"
_INSERT = """
INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
VALUES (%s, %s, %s, false, tstzrange(now(), NULL), tstzrange(now(), NULL), 'bench')
"""


def measure_inserting(bench: Bench) -> Iterator[Metric]:
    """Insert among loaded neighbours with the triggers on, then off, everything rolled back."""
    with bench.admin() as admin:
        admin.execute("SELECT set_config('app.municipalities', %s::integer[]::text, false)", [bench.bodies()])
        subjects = admin.execute(_SUBJECTS, [50 if bench.small else 300]).fetchall()
        checked = _p95(admin, subjects)
        admin.execute("SET session_replication_role = replica")
        bare = _p95(admin, subjects)
    more = checked - bare
    yield Metric(
        "checked_insert_p95", checked, "ms", f"<= {_LIMIT_MS:g} ms more", more <= _LIMIT_MS, bare, checked / bare
    )


def _p95(admin: psycopg.Connection, subjects: list[tuple[object, ...]]) -> float:
    """Return the p95 of the insert alone, milliseconds: its old version is closed before the clock starts."""

    def one(subject: tuple[object, ...]) -> float:
        with admin.transaction(force_rollback=True):
            admin.execute(_CLOSE, [subject[0]])
            return p95_ms([lambda: admin.execute(_INSERT, subject)])

    taken = sorted(one(subject) for subject in subjects)
    return taken[len(taken) * 95 // 100]
