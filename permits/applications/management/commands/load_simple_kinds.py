"""Load the kinds of permit that are data; what is there already stays as it is."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from permits.applications.reference import load_simple_kinds

TABLE = settings.ROOT / "data" / "reference" / "simple_kinds.csv"


class Command(BaseCommand):
    """Reads simple_kinds.csv."""

    help = "Load kinds of permit that are data (shop sign, site preparation); a row that is there stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", nargs="?", type=Path, default=TABLE)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["table"]
        with path.open(encoding="utf-8", newline="") as file:
            new = load_simple_kinds(csv.DictReader(file))
        self.stdout.write(f"{new} new rows")
