"""Number the parcels of any file; the database is not touched, nor needed."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geo.errors import DomainError
from parcels.numbering.filing import Invalid
from parcels.numbering.layer_files import Task, number_layer, open_layer
from parcels.numbering.policies.registry import DEFAULT, parse_policy, policies
from parcels.numbering.reporting import summary, write_report


class Command(BaseCommand):
    """Copy a layer with block_no, parcel_no, seq and code added; geometry, CRS and rows stay as they are."""

    help = "Number the parcels of a file and write a copy of its layer with block_no, parcel_no, seq and code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoPackage, or any vector file that GDAL reads")
        parser.add_argument("--layer", help="name of the layer; may be left out where the file has one")
        parser.add_argument("--streets", type=Path, help="file of street centre lines, in the same CRS")
        parser.add_argument("--block-column", help="column that says each parcel's block; without it blocks are found")
        parser.add_argument(
            "--policy", default=DEFAULT,
            help=f"{', '.join(policies().names())}; with parameters: serpentine:start=NE,direction=ccw, or JSON",
        )  # fmt: skip
        parser.add_argument("--out", type=Path, required=True, help="the GeoPackage to write")
        parser.add_argument("--report", type=Path, help="write scores and exceptions to this JSON file")
        parser.add_argument(
            "--invalid", type=Invalid, choices=list(Invalid), default=Invalid.LAST,
            help="rows without a sound geometry: numbered last (default), or a reason to number nothing",
        )  # fmt: skip
        parser.add_argument(
            "--street-parcels", choices=["walked", "last"], default="walked",
            help="parcels that seem to be streets (long, winding, large): walked like others, or a block of their own",
        )  # fmt: skip
        parser.add_argument(
            "--prove", action="store_true", help="prove the best walk of blocks of up to 40 parcels; needs OR-Tools"
        )
        parser.add_argument("--municipality", default="000", help="three digits for the code; 000 is no register's")
        parser.add_argument("--district", default="000", help="three digits for the code; 000 is no register's")

    def handle(self, *args: Any, file: Path, out: Path, report: Path | None, **options: Any) -> None:
        for name in ("municipality", "district"):
            if not (len(options[name]) == 3 and options[name].isascii() and options[name].isdigit()):
                raise CommandError(f"--{name} is three digits, such as 501")
        if out.suffix.lower() != ".gpkg":
            raise CommandError(f"{out} must end with .gpkg")
        if out.exists() and out.samefile(file):
            raise CommandError("--out must be another file than the one that is read")
        try:
            task = Task(
                file, options["layer"], parse_policy(options["policy"]), options["streets"], options["block_column"],
                Invalid(options["invalid"]), options["municipality"], options["district"],
                options["street_parcels"] == "last", options["prove"],
            )  # fmt: skip
            self._number(task, out, report)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _number(self, task: Task, out: Path, report: Path | None) -> None:
        opened = open_layer(task)
        with tqdm(total=len(opened.rows.keys), unit=" parcels", file=sys.stderr, disable=None) as bar:
            filed, told = number_layer(task, opened, out, progress=bar.update)
            bar.update(bar.total - bar.n)
        if report:
            write_report(report, told)
        self.stdout.write(summary(told["blocks"], told["rows"], filed.numbering.score))
        for reason, keys in filed.faults.items():
            self.stderr.write(f"set aside and numbered last: {len(keys)} ({reason})")
        if told["street_like"]:
            self.stderr.write(f"{len(told['street_like'])} parcels seem to be streets; see --street-parcels")
        if told["codes_missing"]:
            self.stderr.write(f"{told['codes_missing']} rows have no code: it holds 999 blocks of 9999 parcels")
