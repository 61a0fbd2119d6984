"""Bring a file of land in: read, put in place, checked; it ends as a draft, or in a report."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from geo.accounts.models import User
from geo.errors import DomainError
from geo.exchange.control import METHODS, read_control
from geo.exchange.reading.limits import BULK
from geo.exchange.selectors import municipality_with_code
from geo.municipalities.scope import act_as, everywhere
from geo.staging.enums import ImportState
from geo.staging.errors import worded
from geo.staging.models import StagedLayer
from geo.staging.registry import Acceptance
from geo.staging.selectors import errors_of
from geo.staging.services import Answers, accept, check, receive
from geo.staging.standing import counts

#: Findings that are written out, and points of a fit, the worst first.
TOLD, WORST = 50, 5


class Command(BaseCommand):
    """Import a layer as an administrator: no limit of a page holds, and nothing is accepted unless asked for."""

    help = "Read a file of land, check it row by row, and report; with --accept it becomes a draft of the register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help="GeoPackage, Shapefile (zip), GeoJSON, FlatGeobuf, Parquet, KML, GML, LandXML, DXF, CSV, OSM, EDIGEO",
        )
        parser.add_argument(
            "--as", dest="kind", required=True, help="what it is; an unknown word lists what can be imported"
        )
        parser.add_argument("--municipality", metavar="CODE", required=True, help="the municipal body whose land it is")
        parser.add_argument(
            "--crs", type=int, metavar="EPSG", help="its coordinate system, where the file does not say or is wrong"
        )
        parser.add_argument("--swap-axes", action="store_true", help="north comes before east")
        parser.add_argument(
            "--control",
            type=Path,
            metavar="POINTS",
            help="CSV of common points: name, file_e, file_n, register_e, register_n",
        )
        parser.add_argument("--fit", choices=list(METHODS), default="helmert", help="how common points are fitted")
        parser.add_argument("--confirm-fit", action="store_true", help="the residuals were seen and are in order")
        parser.add_argument("--encoding", default="", help="encoding of its texts, such as cp1256")
        parser.add_argument("--layer", default="", help="name of the layer; may be left out where the file has one")
        parser.add_argument(
            "--profile", default="", help="which column means what; an unknown one lists those there are"
        )
        parser.add_argument("--set-aside", action="store_true", help="leave out rows that cannot be taken, and go on")
        parser.add_argument(
            "--accept", action="store_true", help="let it become a draft when nothing stands against it"
        )
        parser.add_argument("--by", metavar="USER", help="who accepts")
        parser.add_argument("--reason", default="import", help="why, as it is written down")
        parser.add_argument("--dry-run", action="store_true", help="report, and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"{options['file']} is no file")
        if options["control"] and not options["control"].is_file():
            raise CommandError(f"{options['control']} is no file")
        try:
            self._run(options)
        except DomainError as error:
            for row in error.context.get("rows", [])[:TOLD]:
                self._tell(row)
            for each in error.context.get("proposals", []):
                self._propose(each)
            raise CommandError(str(error)) from error

    def _run(self, options: dict[str, Any]) -> None:
        by = self._person(options)
        steps = ("read and put in place", "check", "accept")
        with everywhere(), tqdm(total=len(steps), unit=" steps", file=sys.stderr, disable=None) as bar:
            act_as(by.pk if by else None, reason=options["reason"])
            layer = self._receive(options, by)
            bar.update()
            if layer.state == ImportState.READ:
                layer = check(layer=layer)
            bar.update()
            self._report(layer)
            if options["accept"] and by is not None and layer.state == ImportState.CHECKED and not options["dry_run"]:
                layer = accept(layer=layer, acceptance=Acceptance(by=by, reason=options["reason"]))
                self.stdout.write(f"accepted: {layer.result}")
            bar.update()
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("dry run: nothing was kept")

    def _person(self, options: dict[str, Any]) -> User | None:
        if options["accept"] and not options["by"]:
            raise CommandError("--accept needs --by: somebody answers for it")
        found = User.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and found is None:
            raise CommandError(f"there is no user {options['by']}")
        return found

    def _receive(self, options: dict[str, Any], by: User | None) -> StagedLayer:
        answers = Answers(
            epsg=options["crs"], swapped=options["swap_axes"], encoding=options["encoding"], layer=options["layer"],
            profile=options["profile"], set_aside=options["set_aside"], fit=options["fit"],
            control=read_control(options["control"].read_bytes()) if options["control"] else (),
            fit_confirmed=options["confirm_fit"],
        )  # fmt: skip
        return receive(
            content=options["file"].read_bytes(), name=options["file"].name, kind=options["kind"],
            office=municipality_with_code(options["municipality"]), by=by, request_id=uuid4(), answers=answers,
            limits=BULK,
        )  # fmt: skip

    def _report(self, layer: StagedLayer) -> None:
        self.stdout.write(f"{layer.upload_id}: {layer.facts['form']}, {layer.rows_read} rows, EPSG:{layer.epsg}")
        if layer.operation:
            self.stdout.write(f"moved by {layer.operation} (±{layer.accuracy_m:g} m)")
        if layer.facts["fit"]:
            self._tell_fit(layer.facts["fit"])
        for note in layer.facts["notes"]:
            self.stdout.write(f"note: {note}")
        for question in layer.questions:
            self.stdout.write(f"asks: {question}")
        for each in layer.proposals if "crs" in layer.questions else []:
            self._propose(each)
        for encoding, samples in layer.facts["encodings"].items() if "encoding" in layer.questions else []:
            self.stdout.write(f"--encoding {encoding}: {' · '.join(samples)}")
        if layer.state != ImportState.ASKS:
            told = counts(layer)
            self.stdout.write(", ".join(f"{name} {count}" for name, count in told.items()))
            for row in errors_of(layer, TOLD)[:TOLD]:
                self._tell(row)

    def _tell_fit(self, fit: dict[str, Any]) -> None:
        alone = "unknown" if fit["leave_one_out_m"] is None else f"{fit['leave_one_out_m']} m"
        self.stdout.write(
            f"{fit['method']} fit of {fit['points']} points: RMSE {fit['rmse_m']} m, each without itself {alone}, "
            f"scale {fit['scale']:.6f}, rotation {fit['rotation_deg']:.5f}°{', MIRRORED' if fit['mirrored'] else ''}"
        )
        for each in sorted(fit["residuals"], key=lambda one: one["leave_one_out_m"] or 0.0, reverse=True)[:WORST]:
            flag = " FLAGGED" if each["flagged"] else ""
            self.stdout.write(
                f"point {each['name']}: off {each['off_e']} east, {each['off_n']} north, without itself "
                f"{each['leave_one_out_m']} m{flag}"
            )
        if not fit["confirmed"]:
            self.stdout.write("--confirm-fit moves the file so, when this is in order")

    def _propose(self, each: dict[str, Any]) -> None:
        axes = " --swap-axes" if each["swapped"] else ""
        fit = "" if each["fit_m"] is None else f", {each['fit_m']} m from land beside"
        self.stdout.write(
            f"--crs {each['epsg']}{axes}: {each['name']}, confidence {each['confidence']:.2f}, "
            f"{each['inside']:.0%} inside{fit}"
        )

    def _tell(self, row: dict[str, Any]) -> None:
        facts = {key: value for key, value in row.items() if key not in ("row", "code", "blocks", "label")}
        self.stderr.write(f"row {row['row']}: {worded(row['code'])} {facts or ''}".rstrip())
