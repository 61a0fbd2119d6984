"""Checking bodies, and writing down what was found."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet

from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere, territory
from geo.spatial.clock import transaction_time
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from parcels.quality.inspection import Inspected, inspect_frame, inspect_part
from parcels.quality.land import Found
from parcels.quality.models import CheckFinding, CheckRun
from parcels.quality.parts import PART_MOST, parts_of
from parcels.quality.selectors import Instant, clusters_in
from parcels.quality.tolerances import Tolerances
from parcels.quality.workers import Workers

#: Told after every part: how many parcels of the body were read in it.
Progress = Callable[[int], None]
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Checked:
    """The check of one body: instants by the database's clock, findings in the order of their keys."""

    body: Municipality
    started_at: datetime
    finished_at: datetime
    parcels: int
    counts: dict[str, int]
    findings: tuple[Found, ...]


def check_bodies(
    *,
    bodies: Sequence[Municipality],
    when: Instant,
    tolerances: Tolerances,
    workers: Workers,
    progress: Progress = lambda parcels: None,
    part_most: int = PART_MOST,
) -> Iterator[Checked]:
    """Yield the check of each body in turn; nothing is written. Processes work ahead on the bodies that follow."""
    begun = [_begin(body, when, tolerances, workers, part_most) for body in bodies]
    for body, started_at, answers in begun:
        seen = Inspected()
        while answers:
            part = answers.pop(0)()
            seen.add(part)
            progress(part.parcels)
        findings = tuple(sorted(seen.found, key=identity))
        yield Checked(body, started_at, _now(), seen.parcels, seen.counts(), findings)


Begun = tuple[Municipality, datetime, list[Callable[[], Inspected]]]


def _begin(body: Municipality, when: Instant, tolerances: Tolerances, workers: Workers, part_most: int) -> Begun:
    """Hand the parts of a body to the workers."""
    with everywhere():
        started_at = transaction_time()
        parts = parts_of(clusters_in(body.pk, when), part_most)
    answers = [workers.start(inspect_frame, body.pk, when, tolerances)]
    answers += [workers.start(inspect_part, body.pk, part, when, tolerances) for part in parts]
    return body, started_at, answers


def _now() -> datetime:
    with everywhere():
        return transaction_time()


def identity(found: Found) -> str:
    """Return what tells a defect from others of its body, the same in every check: 64 hexadecimal digits."""
    facts = [found.kind, *map(str, found.parcels), str(found.block or ""), found.mark]
    return hashlib.sha256("|".join(facts).encode()).hexdigest()


def record_check(*, checked: Checked, as_of: date) -> CheckRun:
    """Write a check: findings that are there already keep their identity, those that are gone are resolved.

    Errors: CheckOutdated when a check that began later was written before.
    """
    with territory([checked.body.pk]), refusals_explained():
        run = CheckRun.objects.create(
            municipality=checked.body,
            started_at=checked.started_at,
            finished_at=checked.finished_at,
            as_of=as_of,
            counts=checked.counts,
            parcels_read=checked.parcels,
            code_version=settings.COMMIT,
        )
        known = {finding.key: finding for finding in _open(run)}
        seen = [_row(run, found, known.get(identity(found))) for found in checked.findings]
        CheckFinding.objects.bulk_create((row for row in seen if row.pk is None), batch_size=BATCH)
        again = [row for row in seen if row.key in known]
        CheckFinding.objects.bulk_update(again, ["geom", "size", "last_run"], batch_size=BATCH)
        # A kind that could not be checked this time says nothing of what is known of it.
        _open(run).filter(kind__in=checked.counts).exclude(last_run=run).update(resolved_in=run)
    return run


def _open(run: CheckRun) -> QuerySet[CheckFinding]:
    return CheckFinding.objects.filter(municipality_id=run.municipality_id, resolved_in=None)


def _row(run: CheckRun, found: Found, known: CheckFinding | None) -> CheckFinding:
    """Return the row of a defect as this check saw it, new or known."""
    row = known or CheckFinding(
        municipality_id=run.municipality_id,
        kind=found.kind,
        key=identity(found),
        parcels=list(found.parcels),
        block_id=found.block,
        first_run=run,
    )
    row.geom = None if found.geom is None else GEOSGeometry(memoryview(found.geom), srid=storage_srid())
    row.size, row.last_run = found.size, run
    return row
