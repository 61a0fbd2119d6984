"""Measure numbering against its peers and its goals, and say it in lines of JSON."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand

from parcels.bench.numbering_bench import NumberingBench, measure_block, measure_district, measure_peers
from parcels.bench.territory_numbering import measure_territory
from parcels.bench.timing import Metric

MEASUREMENTS: dict[str, Callable[[NumberingBench], Iterator[Metric]]] = {
    "peers": measure_peers,
    "block": measure_block,
    "district": measure_district,
    "territory": measure_territory,
}


class Command(BaseCommand):
    """One line a figure on standard output, progress on standard error; a goal that is missed is no failure."""

    help = "Measure numbering: A, N12 and W beside its peers, a block, a district, a territory in parallel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="a tenth of the land or less, under two minutes")
        parser.add_argument("--parcels", type=int, help="parcels of the territory, 1,000,000 unless told")
        parser.add_argument("--only", nargs="+", choices=list(MEASUREMENTS), help="these only")

    def handle(self, *args: Any, quick: bool, parcels: int | None, only: list[str] | None, **options: Any) -> None:
        with TemporaryDirectory() as folder:
            bench = NumberingBench(Path(folder), quick, parcels)
            for name in only or MEASUREMENTS:
                sys.stderr.write(f"measuring: {name}\n")
                for metric in MEASUREMENTS[name](bench):
                    self.stdout.write(json.dumps(metric.as_line(), ensure_ascii=False))
                    self.stdout.flush()
