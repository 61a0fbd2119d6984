"""Measure exports on a territory of their own, and say it in lines of JSON."""

from django.contrib.gis.gdal import SpatialReference

from geo.spatial.crs import storage_srid
from parcels.bench.exchange_bench import measure_memory, measure_packages, measure_parquet
from parcels.bench.loading import load_frame, load_territory
from parcels.bench.ogc_bench import measure_ogc
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench
from parcels.bench.staging_bench import measure_staging
from parcels.bench.territory_bench import TerritoryBench


class Command(TerritoryBench):
    """See TerritoryBench."""

    help = "Measure exports: against ogr2ogr and pyogrio on the same rows, and the memory of each format."
    database = "bench_exchange"
    measurements = {
        "gpkg": measure_packages,
        "parquet": measure_parquet,
        "memory": measure_memory,
        "ogc": measure_ogc,
        "staging": measure_staging,
    }

    def fill(self, bench: Bench) -> None:
        """Load the parcels."""
        self.say(f"loading {bench.ground.parcels} parcels")
        definition = SpatialReference(storage_srid()).wkt
        write_package(
            bench.package, bench.ground, srid=storage_srid(), definition=definition, progress=lambda done: None
        )
        load_territory(bench.package, load_frame(bench.package))
        with bench.admin() as admin:
            admin.execute("VACUUM ANALYZE")
