"""Load departments, ways to them, terms of states and holidays; what is there already stays as it is."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from geo.municipalities.scope import everywhere
from permits.cases.reference import load_rules

REFERENCE = settings.ROOT / "data" / "reference"
FILES = {
    "departments": "departments.csv",
    "routes": "referral_routes.csv",
    "terms": "decision_terms.csv",
    "holidays": "holidays.csv",
}


class Command(BaseCommand):
    """Reads departments.csv, referral_routes.csv, decision_terms.csv and holidays.csv of a folder."""

    help = "Load departments, dated ways to them, terms of states and holidays; a row that is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=REFERENCE)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        with everywhere():
            new = load_rules(**{name: _rows(folder / file) for name, file in FILES.items()})
        self.stdout.write(f"{new} new rows")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
