"""What a dig holds: its place and days while its state says so; the database refuses a second dig there."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from psycopg.errors import ExclusionViolation

from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.rule import MissingSource
from geo.spatial_rules.selectors import needed_value
from permits.applications.errors import TermMissing
from permits.applications.models import PermitApplication
from permits.cases.models import Case
from permits.excavations.enums import EMERGENCY_HOLDING, HOLDING, Closure, Manner
from permits.excavations.errors import HoldNotPossible, StreetClosed
from permits.excavations.models import DigClosure, DigHold, DigPlan
from permits.excavations.proposal import plan_of
from permits.excavations.route import stored_lines

# Streets along which is dug, more than straight across.
_ALONG = """
SELECT s.id FROM published_street s
 WHERE s.geom && ST_Expand(%(routes)s::geometry, 60) AND ST_DWithin(s.geom, %(routes)s::geometry, s.width_m / 2.0)
   AND ST_Length(ST_Intersection(%(routes)s::geometry, ST_Buffer(s.geom, s.width_m / 2.0, 'endcap=flat'))) > %(width)s
 ORDER BY s.id
"""


def keep_up(application: PermitApplication, case: Case) -> DigHold | None:
    """Make what a dig holds fit its state and its plan, in the transaction of the step; return what it holds now.

    Locks the cells of the place after the office's chain. Errors: DigsConflict, StreetClosed, HoldNotPossible,
    TermMissing.
    """
    live = DigHold.objects.filter(application=application, ended_at=None).first()
    manner = application.details["manner"]
    if case.state not in (EMERGENCY_HOLDING if manner == Manner.EMERGENCY else HOLDING):
        _end(live)
        return None
    plan = plan_of(application)
    if live is not None and (live.period, live.closure) == (_days(plan), plan.closure):
        return live
    _end(live)
    return _hold(application, plan)


def _days(plan: DigPlan) -> DateRange:
    """Return the days of a plan as the database tells them: the last one is the first that is free."""
    return DateRange(plan.starts_on, plan.ends_on + timedelta(days=1), "[)")


def _end(live: DigHold | None) -> None:
    if live is not None:
        live.ended_at = timezone.now()
        with refusals_explained():
            live.save(update_fields=["ended_at"])


def _hold(application: PermitApplication, plan: DigPlan) -> DigHold:
    today, details = timezone.localdate(), application.details
    try:
        distance, spacing = needed_value("excavation_distance", today), needed_value("excavation_spacing", today)
    except MissingSource as missing:
        raise TermMissing from missing
    with refusals_explained():
        hold = DigHold.objects.create(
            application=application, municipality_id=application.municipality_id, manner=details["manner"],
            network=details["network"], closure=plan.closure, period=_days(plan), busy=_days(plan),
            spacing_days=int(spacing), distance_m=distance, trench=_trench(plan) or application.pk,
            geom=application.works, site=application.works, held_at=timezone.now(),
        )  # fmt: skip
    if plan.closure == Closure.FULL and details["manner"] != Manner.EMERGENCY:
        _close_streets(hold, streets_along(application))
    return hold


def _trench(plan: DigPlan) -> UUID | None:
    """Return the trench that is shared, None for an own one. Errors: HoldNotPossible when nobody holds it."""
    if plan.joint_with_id is None:
        return None
    if not DigHold.objects.filter(trench=plan.joint_with_id, ended_at=None).exists():
        raise HoldNotPossible
    return plan.joint_with_id


def streets_along(application: PermitApplication) -> list[int]:
    """Return the streets in which a dig runs along, by key."""
    asked = {
        "routes": stored_lines(application.details["routes"]).hexewkb.decode(),
        "width": application.details["width_m"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALONG, asked)
        return [street for (street,) in cursor.fetchall()]


def _close_streets(hold: DigHold, streets: Iterable[int]) -> None:
    try:
        with transaction.atomic():
            for street in streets:
                DigClosure.objects.create(
                    hold=hold, municipality_id=hold.municipality_id, street_id=street, busy=hold.period
                )
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation):
            raise StreetClosed from error
        raise
