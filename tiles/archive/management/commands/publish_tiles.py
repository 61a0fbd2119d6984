"""Write public layers into one file of tiles, and on demand a folder that shows it without the application."""

import json
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from geo.errors import DomainError
from tiles.archive.engine import CutFailed, cut_all
from tiles.archive.services import FINEST, SUFFIX, Published, jobs_in, layers_named, publish
from tiles.archive.site import write_site


class Command(BaseCommand):
    """Publish the map as PMTiles: for object storage behind a CDN, and for maps that need no application."""

    help = "Write the public layers of the map, zooms 0 to 16, into one PMTiles file; nothing private can be in it."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--layers", default="", help="names with commas between them; without it all public ones")
        parser.add_argument("--out", required=True, type=Path, help="the file to write, *.pmtiles")
        parser.add_argument(
            "--site", type=Path, metavar="DIR", help="also write a map of it that any host of files can show"
        )
        parser.add_argument(
            "--work", type=Path, metavar="DIR", help="where temporary files lie; without it beside the file"
        )
        parser.add_argument("--overwrite", action="store_true", help="replace the file if it is there")
        parser.add_argument("--json", action="store_true", help="say the outcome as one line of JSON")
        parser.add_argument(
            "--keep-inputs", type=Path, metavar="DIR", help="leave the engine's input there, to measure"
        )
        parser.add_argument(
            "--engine-alone", type=Path, metavar="DIR", help="only run the engine on input that was kept"
        )
        parser.add_argument(
            "--all-zooms", action="store_true", help="let the engine alone cut that input at every zoom from 0 to 16"
        )

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        if out.suffix != SUFFIX:
            raise CommandError(_("The file must be named *.pmtiles."))
        with translation.override(settings.LANGUAGE_CODE):
            if options["engine_alone"] is not None:
                self._report(self._alone(options["engine_alone"], out, options["all_zooms"]), as_json=True)
                return
            try:
                done = self._publish(out, options)
            except DomainError as error:
                raise CommandError(str(error)) from error
        self._report({**_facts(done), "bytes": out.stat().st_size}, as_json=options["json"])

    def _publish(self, out: Path, options: dict[str, Any]) -> Published:
        names = [name.strip() for name in options["layers"].split(",") if name.strip()]
        chosen = layers_named(names)
        with _Bars(shown=options["verbosity"] > 0) as bars:
            done = publish(
                layers=chosen, path=out, work=options["work"], overwrite=options["overwrite"],
                keep=options["keep_inputs"], progress=bars,
            )  # fmt: skip
        if options["site"] is not None:
            write_site(options["site"], out, chosen)
        return done

    def _alone(self, folder: Path, out: Path, all_zooms: bool) -> dict[str, Any]:
        """Run the engine on ready files; of several jobs only the first one's tiles are left at `out`.

        With `all_zooms` as whoever has only the file would call it: without our coarser shapes of low zooms.
        """
        with tempfile.TemporaryDirectory(prefix="tiles-", dir=out.parent) as work:
            jobs = [job.into(Path(work)) for job in jobs_in(folder)]
            if all_zooms:
                jobs = [replace(job, min_zoom=0, max_zoom=FINEST) for job in jobs]
            begun = time.monotonic()
            try:
                cut_all(jobs, Path(work))
            except CutFailed as error:
                raise CommandError(str(error)) from error
            seconds = time.monotonic() - begun
            size = sum(Path(job.target).stat().st_size for job in jobs)
            shutil.move(jobs[0].target, out)
        return {"seconds": round(seconds, 3), "rows": sum(job.rows for job in jobs), "bytes": size}

    def _report(self, facts: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        sentence = _("%(tiles)s tiles of %(rows)s rows written to %(path)s (%(mb)s MB, %(seconds)s s).")
        self.stdout.write(sentence % {**facts, "mb": round(facts["bytes"] / 1e6, 1)})


def _facts(done: Published) -> dict[str, Any]:
    return {"seconds": round(done.seconds, 3), "rows": done.rows, "tiles": done.tiles, "path": str(done.path)}


class _Bars:
    """One bar for what is done at the moment: rows read, zooms cut, tiles joined."""

    def __init__(self, *, shown: bool) -> None:
        self.off = not shown or not sys.stderr.isatty()
        self.bar: Any = None
        self.what = ""

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *failure: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def __call__(self, what: str, done: int, total: int) -> None:
        titles = {"reading": _("rows read"), "cutting": _("zooms cut"), "joining": _("tiles written")}
        if what != self.what:
            self.__exit__()
            self.what, self.bar = what, tqdm(desc=titles[what], total=total or None, disable=self.off)
        if total:
            self.bar.total, self.bar.n = total, done
            self.bar.refresh()
        else:
            self.bar.update(done)
