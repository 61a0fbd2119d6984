"""Bring permits of another system into the history; again brings only what is new."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere
from permits.offices.history import import_calgary

#: Rows that are named when they cannot be read.
NAMED = 20


class Command(BaseCommand):
    """One file of a source, into the history of one office."""

    help = "Bring past permits from a file (source: calgary). They are history: none gets a number of this register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV as the source publishes it")
        parser.add_argument("--office", required=True, help="code of the municipal body whose history it is")
        parser.add_argument("--source", choices=["calgary"], default="calgary")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Municipality.objects.filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"no municipal body has the code {options['office']}")
        if not options["file"].is_file():
            raise CommandError(f"no file {options['file']}")
        with everywhere():
            done = import_calgary(file=options["file"], office=office)
        self.stdout.write(f"{done.read} rows read, {done.brought} permits brought with {done.places} places")
        for line, reason in done.refused[:NAMED]:
            self.stderr.write(f"line {line}: {reason}")
        if done.refused:
            raise CommandError(f"{len(done.refused)} rows could not be read; all others are there")
