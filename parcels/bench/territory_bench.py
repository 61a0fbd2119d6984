"""What benches of a made-up territory have in common: their options, their database, their lines."""

import json
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from django.core.management.base import BaseCommand

from parcels.bench.ground import Ground
from parcels.bench.register_bench import Bench, own_database
from parcels.bench.timing import Metric

FULL, QUICK = 1_000_000, 50_000
_PARCELS_OF_MUNICIPALITY = 3_500
Measurement = Callable[[Bench], Iterator[Metric]]


class TerritoryBench(BaseCommand):
    """One line a figure on standard output, progress on standard error; a goal that is missed is no failure.

    `database` begins the name of the bench's own database; `measurements` by their names, in their order.
    """

    requires_system_checks: list[str] = []
    database: ClassVar[str]
    measurements: ClassVar[Mapping[str, Measurement]]

    @abstractmethod
    def fill(self, bench: Bench) -> None:
        """Fill the empty database with what is measured."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say the options of all these benches."""
        parser.add_argument("--quick", action="store_true", help=f"{QUICK} parcels instead of {FULL}")
        parser.add_argument("--parcels", type=int, help="another number of parcels")
        parser.add_argument("--only", nargs="+", choices=list(self.measurements), help="these only")
        parser.add_argument("--keep", action="store_true", help="keep the database afterwards")

    def handle(self, *args: Any, quick: bool, keep: bool, only: list[str] | None, **options: Any) -> None:
        """Make the territory, measure, drop the database unless it is to be kept."""
        parcels = options["parcels"] or (QUICK if quick else FULL)
        ground = Ground(parcels, municipalities=max(1, parcels // _PARCELS_OF_MUNICIPALITY))
        with TemporaryDirectory() as folder, own_database(f"{self.database}_{parcels}", keep=keep) as url:
            bench = Bench(url, ground, Path(folder) / "territory.gpkg", self.say, small=quick)
            self.fill(bench)
            for name in only or self.measurements:
                self.say(f"measuring: {name}")
                for metric in self.measurements[name](bench):
                    self.stdout.write(json.dumps(metric.as_line(), ensure_ascii=False))
                    self.stdout.flush()

    def say(self, sentence: str) -> None:
        """Tell of the progress."""
        sys.stderr.write(f"{sentence}\n")
