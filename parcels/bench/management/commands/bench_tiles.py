"""Measure tiles on a territory of their own, and say it in lines of JSON."""

from parcels.bench.published_bench import measure_archive, measure_dropped, measure_published
from parcels.bench.register_bench import Bench
from parcels.bench.territory_bench import TerritoryBench
from parcels.bench.tiles_bench import measure_equal, measure_low, measure_uncached
from parcels.bench.tiles_ground import make_ground


class Command(TerritoryBench):
    """See TerritoryBench."""

    help = "Measure tiles: a recorded session beside plain SQL and two peers, published tiles, an edit, the archive."
    database = "bench_tiles"
    measurements = {
        "uncached": measure_uncached,
        "equal": measure_equal,
        "low": measure_low,
        "published": measure_published,
        "dropped": measure_dropped,
        "archive": measure_archive,
    }

    def fill(self, bench: Bench) -> None:
        """Load the parcels, and write the permits."""
        make_ground(bench)
