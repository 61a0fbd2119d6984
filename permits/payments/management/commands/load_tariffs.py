"""Load tariffs and categories of municipalities; what is there already stays as it is."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from geo.municipalities.scope import everywhere
from permits.payments.tariffs import load_tariffs

REFERENCE = settings.ROOT / "data" / "reference"


class Command(BaseCommand):
    """Reads tariffs.csv and municipality_categories.csv of a folder."""

    help = "Load dated tariffs and categories of municipalities; a row that is there stays, a new end is set once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=REFERENCE)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        with everywhere():
            new = load_tariffs(
                tariffs=_rows(folder / "tariffs.csv"), categories=_rows(folder / "municipality_categories.csv")
            )
        self.stdout.write(f"{new} new rows")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
