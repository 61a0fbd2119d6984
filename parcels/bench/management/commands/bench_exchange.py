"""Measure exports on a territory of their own, and say it in lines of JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.gis.gdal import SpatialReference
from django.core.management.base import BaseCommand

from geo.spatial.crs import storage_srid
from parcels.bench.exchange_bench import measure_memory, measure_packages, measure_parquet
from parcels.bench.ground import Ground
from parcels.bench.loading import load_frame, load_territory
from parcels.bench.ogc_bench import measure_ogc
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench, own_database
from parcels.bench.staging_bench import measure_staging
from parcels.bench.timing import Metric

_FULL, _QUICK = 1_000_000, 50_000
_PARCELS_OF_MUNICIPALITY = 3_500
MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Metric]]] = {
    "gpkg": measure_packages,
    "parquet": measure_parquet,
    "memory": measure_memory,
    "ogc": measure_ogc,
    "staging": measure_staging,
}


class Command(BaseCommand):
    """One line a figure on standard output, progress on standard error; a goal that is missed is no failure."""

    help = "Measure exports: against ogr2ogr and pyogrio on the same rows, and the memory of each format."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help=f"{_QUICK} parcels instead of {_FULL}")
        parser.add_argument("--parcels", type=int, help="another number of parcels")
        parser.add_argument("--only", nargs="+", choices=list(MEASUREMENTS), help="these only")
        parser.add_argument("--keep", action="store_true", help="keep the database afterwards")

    def handle(self, *args: Any, quick: bool, keep: bool, only: list[str] | None, **options: Any) -> None:
        parcels = options["parcels"] or (_QUICK if quick else _FULL)
        ground = Ground(parcels, municipalities=max(1, parcels // _PARCELS_OF_MUNICIPALITY))
        with TemporaryDirectory() as folder, own_database(f"bench_exchange_{parcels}", keep=keep) as url:
            bench = Bench(url, ground, Path(folder) / "territory.gpkg", self._say, small=quick)
            self._fill(bench)
            for name in only or MEASUREMENTS:
                self._say(f"measuring: {name}")
                for metric in MEASUREMENTS[name](bench):
                    self.stdout.write(json.dumps(metric.as_line(), ensure_ascii=False))
                    self.stdout.flush()

    def _fill(self, bench: Bench) -> None:
        self._say(f"loading {bench.ground.parcels} parcels")
        definition = SpatialReference(storage_srid()).wkt
        write_package(
            bench.package, bench.ground, srid=storage_srid(), definition=definition, progress=lambda done: None
        )
        load_territory(bench.package, load_frame(bench.package))
        with bench.admin() as admin:
            admin.execute("VACUUM ANALYZE")

    def _say(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
