"""Measure the register on a territory of its own, and say it in lines of JSON."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.gis.gdal import SpatialReference
from django.core.management.base import BaseCommand

from geo.spatial.crs import storage_srid
from parcels.bench.ground import Ground
from parcels.bench.measurements import MEASUREMENTS
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench, own_database
from parcels.bench.timing import at_most, seconds

_FULL, _QUICK = 1_000_000, 20_000


class Command(BaseCommand):
    """One line a figure on standard output, progress on standard error; a goal that is missed is no failure."""

    help = "Measure loads, inserts, searches, tiles, checks and past days in a database made for it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help=f"{_QUICK} parcels instead of {_FULL}")
        parser.add_argument("--parcels", type=int, help="another number of parcels")
        parser.add_argument("--municipalities", type=int, default=285, help="among how many municipalities")
        parser.add_argument("--only", nargs="+", choices=list(MEASUREMENTS), help="besides the load, these only")
        parser.add_argument("--keep", action="store_true", help="keep the database afterwards")

    def handle(self, *args: Any, quick: bool, municipalities: int, keep: bool, **options: Any) -> None:
        parcels = options["parcels"] or (_QUICK if quick else _FULL)
        ground = Ground(parcels, municipalities=municipalities)
        wanted = {"load", *(options["only"] or MEASUREMENTS)}
        with TemporaryDirectory() as folder, own_database(f"bench_{parcels}", keep=keep) as url:
            bench = Bench(url, ground, Path(folder) / "territory.gpkg", self._say, small=quick)
            self._emit(at_most("make_territory", seconds(lambda: self._make(bench)), "s", 120).as_line())
            for name in MEASUREMENTS:
                if name in wanted:
                    self._say(f"measuring: {name}")
                    for metric in MEASUREMENTS[name](bench):
                        self._emit(metric.as_line())

    def _make(self, bench: Bench) -> None:
        definition = SpatialReference(storage_srid()).wkt
        write_package(
            bench.package, bench.ground, srid=storage_srid(), definition=definition, progress=lambda done: None
        )

    def _say(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    def _emit(self, line: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))
        self.stdout.flush()
