"""Measure land grants on a territory of their own, and say it in lines of JSON."""

from parcels.bench.register_bench import Bench
from parcels.bench.territory_bench import TerritoryBench
from parcels.bench.tiles_ground import load_land
from permits.bench.grants import MEASUREMENTS


class Command(TerritoryBench):
    """See TerritoryBench."""

    help = "Measure the citizen's answer, the import of a register, the draw, and what it writes into grants."
    database = "bench_grants"
    measurements = MEASUREMENTS

    def fill(self, bench: Bench) -> None:
        """Load the parcels; each measurement writes what it needs besides."""
        load_land(bench)
