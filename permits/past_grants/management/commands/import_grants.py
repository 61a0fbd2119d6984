"""Bring a register of grants into the history; again brings only what is new."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import DomainError
from geo.municipalities.models import Municipality
from permits.past_grants.importing import Report, import_grants, write_missed
from permits.past_grants.reading import rows_of

#: Rows that are named when they cannot be read.
NAMED = 20


class Command(BaseCommand):
    """One table of a source, into the history of one office and of those below it."""

    help = "Bring past land grants from a table (CSV, XLSX) and find their land. They are history, never cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8 or Windows-1256) or XLSX; the first line names columns")
        parser.add_argument("--office", required=True, help="code of the municipal body whose register it is")
        parser.add_argument("--source", required=True, help="name of the register; a key of it is brought once")
        parser.add_argument("--preview", action="store_true", help="say what would be done, and keep nothing")
        parser.add_argument("--missed", type=Path, help="where to write what did not match, as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Municipality.objects.filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"no municipal body has the code {options['office']}")
        if not options["file"].is_file():
            raise CommandError(f"no file {options['file']}")
        try:
            report = import_grants(
                rows_of(options["file"]), source=options["source"], office=office, preview=options["preview"]
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._tell(report, preview=options["preview"])
        if options["missed"]:
            with options["missed"].open("w", encoding="utf-8-sig", newline="") as file:
                write_missed(report.missed, file)

    def _tell(self, report: Report, *, preview: bool) -> None:
        self.stdout.write(
            f"{report.read} rows read, {report.brought} {'would be ' if preview else ''}brought, {report.known} known, "
            f"{report.found_now} of them found now, {len(report.differing)} differ and stay, "
            f"{len(report.missed)} unmatched"
        )
        for match, count in report.matches.most_common():
            self.stdout.write(f"  {count} {match.value}")
        for what, count in report.unclear.items():
            self.stdout.write(f"  {count} unclear: {what}")
        for line, reason in report.refused[:NAMED]:
            self.stderr.write(f"line {line}: {reason}")
