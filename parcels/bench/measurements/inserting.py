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
_CLOSE = "UPDATE register_boundaryversion SET valid = tstzrange(lower(valid), now()) WHERE parcel_id = %s"
_INSERT = """
INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
VALUES (%s, %s, %s, false, tstzrange(now(), NULL), tstzrange(now(), NULL), 'bench')
"""


def measure_inserting(bench: Bench) -> Iterator[Metric]:
    """Insert among loaded neighbours with the triggers on, then off, everything rolled back."""
    with bench.admin() as admin:
        subjects = admin.execute(_SUBJECTS, [50 if bench.small else 300]).fetchall()
        checked = _p95(admin, subjects, "origin")
        bare = _p95(admin, subjects, "replica")
    more = checked - bare
    yield Metric(
        "checked_insert_p95", checked, "ms", f"<= {_LIMIT_MS:g} ms more", more <= _LIMIT_MS, bare, checked / bare
    )


def _p95(admin: psycopg.Connection, subjects: list[tuple[object, ...]], role: str) -> float:
    """Return the p95 of the insert alone, milliseconds: its old version is closed before the clock starts."""

    def one(subject: tuple[object, ...]) -> float:
        with admin.transaction(force_rollback=True):
            admin.execute("SET LOCAL session_replication_role = replica")
            admin.execute(_CLOSE, [subject[0]])
            admin.execute(f"SET LOCAL session_replication_role = {role}")
            return p95_ms([lambda: admin.execute(_INSERT, subject)])

    taken = sorted(one(subject) for subject in subjects)
    return taken[len(taken) * 95 // 100]
