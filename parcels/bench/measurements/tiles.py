"""A tile cut from the register itself under row level security, against the same without."""

from collections.abc import Callable, Iterator

from django.contrib.gis.geos import Polygon
from django.db import connection

from geo.municipalities.scope import territory
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most_times, p95_ms

_TILE = """
SELECT ST_AsMVT(t) FROM (
  SELECT v.id, ST_AsMVTGeom(v.geom, ST_MakeEnvelope(%(box)s, %(srid)s)::box2d) AS shape FROM register_boundaryversion v
   WHERE v.geom && ST_MakeEnvelope(%(box)s, %(srid)s) AND upper_inf(v.recorded)) AS t
"""
_SIDE_M = 600.0


def measure_tiles(bench: Bench) -> Iterator[Metric]:
    """Cut tiles as an officer of one municipality and of all."""
    count, bodies = 40 if bench.small else 200, bench.bodies()
    for name, ids, within, times in (("one", bodies[:1], bodies[0], 1.3), ("all", bodies, None, 4.0)):
        windows = bench.windows(count, _SIDE_M, within)
        free, bound = _free(bench, windows), _bound(windows, ids)
        yield at_most_times(f"tile_under_rls_{name}_of_{len(bodies)}_p95", bound, "ms", free, times)


def _free(bench: Bench, windows: list[Polygon]) -> float:
    """Return the p95 as the administrator, whom no policy binds; the second time, when all is in memory."""
    with bench.admin() as admin:
        p95_ms(_cuts(windows, admin.execute))
        return p95_ms(_cuts(windows, admin.execute))


def _bound(windows: list[Polygon], ids: list[int]) -> float:
    with territory(ids), connection.cursor() as cursor:
        p95_ms(_cuts(windows, cursor.execute))
        return p95_ms(_cuts(windows, cursor.execute))


def _cuts(windows: list[Polygon], run: Callable[[str], object]) -> Iterator[Callable[[], object]]:
    for window in windows:
        box = ", ".join(f"{edge:.3f}" for edge in window.extent)
        yield lambda box=box, srid=window.srid: run(_TILE % {"box": box, "srid": srid})  # type: ignore[misc]
