"""Look for defects in the land of every municipal body."""

import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import shapely
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from geo.errors import DomainError
from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere
from geo.spatial.clock import transaction_time
from parcels.quality.land import Found
from parcels.quality.selectors import Instant, bodies_to_check
from parcels.quality.services import Checked, check_bodies, identity, record_check
from parcels.quality.tolerances import tolerances_on
from parcels.quality.workers import workers

INSTANT = timedelta(microseconds=1)


class Command(BaseCommand):
    """Check bodies, write down what was found, and say it in one line a body."""

    help = (
        "Look for overlaps, gaps, slivers and records that contradict each other, in all bodies or in those named and "
        "the ones below them. Today's check is recorded; one of another day is only reported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", nargs="+", default=[], metavar="CODE", help="these bodies only")
        parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
        parser.add_argument("--as-of", type=date.fromisoformat, help="what was true in law when this day ended")
        parser.add_argument("--report", type=Path, help="write every finding to this JSON file")

    def handle(
        self, *args: Any, municipality: list[str], jobs: int, as_of: date | None, report: Path | None, **options: Any
    ) -> None:
        today = timezone.localdate()
        day = as_of or today
        try:
            checks = list(self._checks(_bodies(municipality), day, day == today, jobs))
        except DomainError as error:
            raise CommandError(f"{error} {error.context}") from error
        every = {identity(found): found.kind for checked in checks for found in checked.findings}
        total = sum(checked.parcels for checked in checks)
        self.stdout.write(f"{total} parcels in {len(checks)} bodies: {_in_words(Counter(every.values()))}")
        if report:
            report.write_text(json.dumps(_report(checks, day), ensure_ascii=False, indent=1), encoding="utf-8")

    def _checks(self, bodies: Sequence[Municipality], day: date, recorded: bool, jobs: int) -> Iterator[Checked]:
        """Yield the checks of the bodies as they end, written down if they are today's."""
        tolerances = tolerances_on(day)
        bar = tqdm(unit=" parcels", unit_scale=True, disable=None, file=sys.stderr)
        with bar, workers(jobs) as pool:
            checks = check_bodies(
                bodies=bodies,
                when=_instant(day, recorded),
                tolerances=tolerances,
                workers=pool,
                progress=bar.update,
            )
            for checked in checks:
                if recorded:
                    record_check(checked=checked, as_of=day)
                bar.clear()
                self.stdout.write(_line(checked))
                yield checked


def _bodies(codes: list[str]) -> list[Municipality]:
    with everywhere():
        bodies = bodies_to_check(codes)
    unknown = set(codes) - set(Municipality.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown:
        raise CommandError(f"no municipal body has the code {', '.join(sorted(unknown))}")
    if not bodies:
        raise CommandError("no district is registered there: nothing to check")
    return bodies


def _instant(day: date, today: bool) -> Instant:
    """Return the legal time of the check: now, or the last instant of another day."""
    now = transaction_time()
    if today:
        return Instant(now, past=False)
    last = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - INSTANT
    return Instant(last, past=last < now)


def _line(checked: Checked) -> str:
    seconds = (checked.finished_at - checked.started_at).total_seconds()
    return f"{checked.body.code} {checked.parcels} parcels, {seconds:.1f} s: {_in_words(checked.counts)}"


def _in_words(counts: dict[str, int]) -> str:
    said = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()) if number)
    return said or "nothing found"


def _report(checks: Sequence[Checked], day: date) -> dict[str, Any]:
    """Return the report; a finding across a border stands once, with both bodies."""
    findings: dict[str, dict[str, Any]] = {}
    for checked in checks:
        for found in checked.findings:
            row = findings.setdefault(identity(found), _finding(found))
            row["municipalities"].append(checked.body.code)
    return {
        "as_of": day.isoformat(),
        "municipalities": [
            {"code": checked.body.code, "parcels": checked.parcels, "counts": checked.counts} for checked in checks
        ],
        "findings": list(findings.values()),
    }


def _finding(found: Found) -> dict[str, Any]:
    return {
        "kind": str(found.kind),
        "municipalities": [],
        "parcels": [str(parcel) for parcel in found.parcels],
        "block": found.block,
        "size": found.size,
        "geom": None if found.geom is None else shapely.to_wkt(shapely.from_wkb(found.geom), rounding_precision=4),
    }
