"""A window on the register as it was, among twice as many superseded versions as there are parcels."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import shapely
from django.contrib.gis.geos import Polygon

from geo.municipalities.scope import everywhere
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, at_most_times, p95_ms
from parcels.register.history import parcels_at

_SIDE_M = 1000.0
_DAY = datetime(2019, 6, 1, tzinfo=UTC)
#: For each parcel one that ended in law and is still held, and one that was found wrong and is held no more: a past day
#: answers with as many parcels as today.
_SUPERSEDED = """
INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
SELECT parcel_id, municipality_id, geom, several_parts, tstzrange('2019-01-01', '2020-01-01'), past.recorded, 'bench'
  FROM register_boundaryversion v
 CROSS JOIN LATERAL (VALUES (v.recorded), (tstzrange('2019-01-01', '2020-01-01'))) AS past (recorded)
 WHERE upper_inf(v.valid) AND upper_inf(v.recorded)
"""


def measure_as_of(bench: Bench) -> Iterator[Metric]:
    """Ask for a kilometre's window of today and of a past day."""
    with bench.admin() as admin:
        with admin.transaction():
            admin.execute("SET LOCAL session_replication_role = replica")
            admin.execute(_SUPERSEDED)
        admin.execute("VACUUM ANALYZE register_boundaryversion")
    windows = bench.windows(20 if bench.small else 100, _SIDE_M)
    with everywhere():
        if not len(parcels_at(windows[0])) == len(parcels_at(windows[0], as_of=_DAY, known_at=_DAY)) > 0:
            raise RuntimeError("a past day does not answer with the parcels of today")
        now, past, known = (_warm_p95(windows, *when) for when in ((None, None), (_DAY, None), (_DAY, _DAY)))
    yield at_most("as_of_window_p95", past, "ms", 60)
    yield at_most_times("as_of_against_now_p95", past, "ms", now, 1.5)
    yield at_most_times("known_at_against_now_p95", known, "ms", now, 1.5)


def _warm_p95(windows: list[Polygon], as_of: datetime | None, known_at: datetime | None) -> float:
    """Return the p95 of the second time, milliseconds, when all is in memory."""
    p95_ms(_asked(windows, as_of, known_at))
    return p95_ms(_asked(windows, as_of, known_at))


def _asked(windows: list[Polygon], as_of: datetime | None, known_at: datetime | None) -> Iterator[Callable[[], object]]:
    for window in windows:
        yield lambda window=window: _read(window, as_of, known_at)  # type: ignore[misc]


def _read(window: Polygon, as_of: datetime | None, known_at: datetime | None) -> object:
    """Read a window and make geometries of all its surfaces."""
    return shapely.from_wkb([parcel.ewkb for parcel in parcels_at(window, as_of=as_of, known_at=known_at)])
