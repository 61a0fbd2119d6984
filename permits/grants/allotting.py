"""Draws and batches: the queue enters a draw of a pool, results become allotments, batches go to the Ministry."""

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from psycopg.errors import UniqueViolation

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.municipalities.models import Municipality
from geo.series.services import issue_number
from geo.spatial.refusals import refusals_explained
from parcels.register.selectors import held_versions
from permits.cases.models import Case
from permits.cases.services import claim_parcels, take_step, take_steps
from permits.draws.models import Draw
from permits.draws.registry import takers
from permits.draws.selectors import result_of
from permits.draws.services import Entrant, Lot, Plan, open_draw
from permits.grants.enums import GrantState, PoolState
from permits.grants.errors import BatchMisfit, NobodyWaits, NotOfGrants, PlotTaken, PoolNotReady
from permits.grants.models import LARGEST_BATCH, Allotment, Batch, BatchEntry, Grant, Pool, PoolPlot
from permits.grants.policies import may_choose, may_prepare
from permits.grants.pools import release_pool
from permits.grants.selectors import queue_of

PURPOSE = "grant"
#: Rows that one statement writes.
_BATCH = 5_000
_HOLD = """
SELECT FROM register_parcel p JOIN grants_allotment t ON t.parcel_id = p.id AND t.released_at IS NULL
 WHERE t.grant_id = ANY (%s::uuid[]) ORDER BY p.id FOR SHARE OF p
"""


@transaction.atomic
def open_pool_draw(*, pool: Pool, plan: Plan, by: User, request_id: UUID) -> Draw:
    """Call a draw of a frozen pool: of each class as many enter from the head of the queue as there are plots.

    Errors: NotOfGrants, PoolNotReady, NobodyWaits, those of the draw.
    """
    held = Pool.objects.select_for_update(no_key=True).select_related("municipality").get(pk=pool.pk)
    if not may_choose(by, held.municipality_id):
        raise NotOfGrants
    if held.draw is not None and held.state == PoolState.DRAWING:
        return held.draw
    if held.state != PoolState.FROZEN:
        raise PoolNotReady
    lots = list(held.plots.filter(held=True).select_related("version"))
    entering = _head_of_queue(held, lots)
    if not entering:
        raise NobodyWaits
    cases = lock_cases([grant.pk for grant in entering])
    held.draw = open_draw(
        office=held.municipality, purpose=PURPOSE, plan=plan, by=by, request_id=request_id,
        entrants=[Entrant(str(grant.pk), grant.area_class) for grant in entering],
        lots=[Lot(str(plot.parcel_id), plot.code, plot.area_class, facts_of(plot)) for plot in lots],
    )  # fmt: skip
    held.state = PoolState.DRAWING
    with refusals_explained():
        held.save(update_fields=["draw", "state"])
    take_steps(cases=cases, name="enter_draw", by=system_account())
    return held.draw


def _head_of_queue(pool: Pool, lots: Sequence[PoolPlot]) -> list[Grant]:
    """Return who enters: by class as many as there are plots, in the order of their rank."""
    room: dict[str, int] = {}
    for plot in lots:
        room[plot.area_class] = room.get(plot.area_class, 0) + 1
    entering = []
    for grant in queue_of([pool.municipality_id]):
        if room.get(grant.area_class, 0) > 0:
            room[grant.area_class] -= 1
            entering.append(grant)
    return entering


def facts_of(plot: PoolPlot) -> dict[str, int]:
    """Return what everyone may know of a lot, in whole numbers: area, place, width of its street."""
    middle = plot.version.geom.centroid
    return {
        "area_dm2": int(plot.area_m2 * 100), "x_dm": round(middle.x * 10), "y_dm": round(middle.y * 10),
        "street_cm": int((plot.street_m or 0) * 100),
    }  # fmt: skip


def lock_cases(keys: Sequence[UUID]) -> list[Case]:
    """Lock cases in one order, before any counter or chain; return them."""
    locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).order_by("pk")
    return list(locked.select_related("municipality"))


class GrantDraw:
    """What a draw of plots does: results become allotments; a draw that is called off lets everyone go."""

    def drawn(self, draw: Draw) -> None:
        """Allot what was drawn; who drew nothing is back in the queue with his rank.

        The steps come last: from their first entry in the chain on every other act of the office waits.
        """
        pool = Pool.objects.select_for_update(no_key=True).get(draw=draw)
        won = {UUID(each.entrant_key): each.lot_key for each in result_of(draw)}
        cases = lock_cases(list(won))
        plots = {str(plot.parcel_id): plot for plot in pool.plots.filter(held=True).select_related("version")}
        given = {case: plots[lot] for case in cases if (lot := won[case.pk]) is not None}
        allot(given)
        release_pool(pool)
        take_steps(cases=list(given), name="draw", by=system_account())
        take_steps(cases=[case for case in cases if case not in given], name="leave_draw", by=system_account())

    def voided(self, draw: Draw) -> None:
        """Put everyone back into the queue; the pool stays frozen."""
        pool = Pool.objects.select_for_update(no_key=True).get(draw=draw)
        entered = Grant.objects.filter(
            pk__in=[UUID(key) for key in draw.entrants.values_list("key", flat=True)], state=GrantState.IN_DRAW
        )
        cases = lock_cases(list(entered.values_list("pk", flat=True)))
        pool.draw, pool.state = None, PoolState.FROZEN
        with refusals_explained():
            pool.save(update_fields=["draw", "state"])
        take_steps(cases=cases, name="leave_draw", by=system_account())


takers.register(PURPOSE, GrantDraw())


def allot(given: Mapping[Case, PoolPlot]) -> list[Allotment]:
    """Give plots to grants whose cases are locked, all or none, and hold their boundaries for the cases.

    Where a boundary is not in force any more nothing is held: the steps to the decision are refused then. Errors:
    PlotTaken; LandNotInForce when land changes at this very moment: the step can be taken again.
    """
    made = _written(given)
    in_force = set(held_versions([plot.parcel_id for plot in given.values()]).values_list("pk", flat=True))
    claim_parcels(held={case: plot.version for case, plot in given.items() if plot.version_id in in_force})
    return made


def _written(given: Mapping[Case, PoolPlot]) -> list[Allotment]:
    """Write allotments in the order of their parcels. Errors: PlotTaken, and then none is written."""
    by = system_account()
    rows = [
        Allotment(
            grant_id=case.pk, municipality_id=case.municipality_id, parcel_id=plot.parcel_id,
            version_id=plot.version_id, pool_id=plot.pool_id, made_by=by,
        )
        for case, plot in sorted(given.items(), key=lambda pair: pair[1].parcel_id)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return Allotment.objects.bulk_create(rows, batch_size=_BATCH)
    except IntegrityError as error:
        if isinstance(error.__cause__, UniqueViolation):
            raise PlotTaken from error
        raise


@transaction.atomic
def send_batch(*, office: Municipality, grants: Sequence[UUID], by: User, request_id: UUID) -> Batch:
    """Send up to 260 allotments to the Ministry's verification service, once per request id.

    Errors: NotOfGrants, BatchMisfit, PlotUnfit for one whose plot is not what was drawn: then none is sent.
    """
    if not may_prepare(by, office.pk):
        raise NotOfGrants
    keys = sorted(set(grants))
    cases = [case for case in lock_cases(keys) if case.municipality_id == office.pk]
    own_request = uuid5(request_id, f"grant batch of {by.pk}")
    known = Batch.objects.filter(pk=own_request).first()
    if known is not None:
        return known
    if not 1 <= len(cases) == len(keys) <= LARGEST_BATCH or any(not _waits(case) for case in cases):
        raise BatchMisfit
    hold_plots(keys)
    issued = issue_number(
        request_id=own_request, kind="grant batch", office=office, by=by, subject=f"batch:{own_request}",
        facts={"cases": [case.reference for case in cases]},
    )  # fmt: skip
    batch = Batch.objects.create(
        id=own_request, municipality=office, number=f"{office.code}/{issued.hijri_year}/{issued.number:04d}",
        sent_by=by, sent_at=timezone.now(),
    )  # fmt: skip
    BatchEntry.objects.bulk_create(
        BatchEntry(batch=batch, grant_id=case.pk, municipality=office, position=place)
        for place, case in enumerate(cases, 1)
    )
    for case in cases:
        take_step(case=case, name="send_batch", by=system_account())
    return batch


def hold_plots(keys: Sequence[UUID]) -> None:
    """Hold the parcels of grants against changes of their state until the commit, in one order, before any chain."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(keys)])


def _waits(case: Case) -> bool:
    return case.state in (GrantState.DRAWN, GrantState.RETURNED_BY_MINISTRY)
