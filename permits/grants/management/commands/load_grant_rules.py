"""Load area classes and conditions of grants; what is there already stays as it is."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from geo.municipalities.scope import everywhere
from permits.grants.reference import load_grant_rules

REFERENCE = settings.ROOT / "data" / "reference"


class Command(BaseCommand):
    """Reads grant_area_classes.csv and grant_conditions.csv of a folder."""

    help = "Load dated area classes and conditions of land grants; a row that is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=REFERENCE)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        with everywhere():
            new = load_grant_rules(
                classes=_rows(folder / "grant_area_classes.csv"), conditions=_rows(folder / "grant_conditions.csv")
            )
        self.stdout.write(f"{new} new rows")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
