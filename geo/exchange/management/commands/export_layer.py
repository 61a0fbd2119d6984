"""Write a layer into a file."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.accounts.policies import Person
from geo.api.instants import read_instant
from geo.errors import DomainError
from geo.exchange.asking import asked
from geo.exchange.formats import format_named
from geo.exchange.services import Exported, export_layer


class Command(BaseCommand):
    """Export a layer: all territories and public columns, unless the options say less, or --private more."""

    help = "Write the public columns of a layer into a file, with the style that the map draws it in."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("layer", help="name of the layer; an unknown one lists those there are")
        parser.add_argument("--format", default="gpkg", help="file format; an unknown one lists those there are")
        parser.add_argument("--out", required=True, type=Path, help="the file to write")
        parser.add_argument("--crs", type=int, metavar="EPSG", help="EPSG code; without it the storage CRS")
        parser.add_argument("--as-of", default="", metavar="DATE", help="as it was in law then: 2026-01-31, 1447-08-12")
        parser.add_argument(
            "--municipality", default="", metavar="CODE", help="only this municipal body and those below it"
        )
        parser.add_argument("--district", default="", metavar="CODE", help="only this district of the municipality")
        parser.add_argument("--plan", default="", metavar="NUMBER", help="only this plan")
        parser.add_argument(
            "--private", action="store_true", help="with what only the staff see, of the territories of --by"
        )
        parser.add_argument("--by", metavar="USER", help="for whom --private is: somebody with a role there today")
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE,
            help="language of titles, categories and messages",
        )  # fmt: skip

    def handle(self, *args: Any, language: str, **options: Any) -> None:
        with translation.override(language):
            try:
                exported = self._export(**options)
            except DomainError as error:
                raise CommandError(str(error)) from error
            self._report(exported)

    def _export(self, *, layer: str, out: Path, crs: int | None, overwrite: bool, **options: Any) -> Exported:
        person = self._person(options)
        places = {name: options[name] for name in ("municipality", "district", "plan")}
        chosen, selection = asked(
            layer, person=person, staff=options["private"], as_of=read_instant("as_of", options["as_of"]), **places
        )
        return export_layer(
            layer=chosen,
            form=format_named(options["format"]),
            path=out,
            srid=crs,
            selection=selection,
            overwrite=overwrite,
            progress=self._progress if options["verbosity"] else lambda done, total: None,
        )

    def _person(self, options: dict[str, Any]) -> Person:
        """Return for whom the file is; everyone where that is not said."""
        if not options["private"]:
            return AnonymousUser()
        found = User.objects.filter(username=options["by"] or "", is_active=True).first()
        if found is None:
            raise CommandError(_("--private needs --by: the user name of somebody with a role there."))
        return found

    def _progress(self, done: int, total: int | None) -> None:
        """Keep one line up to date in a terminal; write one line a batch into a log."""
        end = "\r" if sys.stderr.isatty() and done != total else "\n"
        self.stderr.write(f"{done} / {total or '?'}", ending=end)

    def _report(self, exported: Exported) -> None:
        rows, path, size = exported.rows, exported.path, exported.path.stat().st_size
        operation = exported.operation
        if operation is not None:
            accuracy = _("Coordinates moved by “%(name)s”, accuracy %(accuracy)s m.")
            self.stdout.write(accuracy % {"name": operation.name, "accuracy": f"{operation.accuracy_m:g}"})
            for name in operation.finer:
                self.stdout.write(_("More accurate, but its grid file is not installed: “%(name)s”.") % {"name": name})
        written = _("%(rows)s rows written to %(path)s (EPSG:%(epsg)s, %(size)s kB).")
        self.stdout.write(written % {"rows": rows, "path": path, "epsg": exported.srid, "size": -(-size // 1024)})
