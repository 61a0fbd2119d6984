"""Pools hold what may be granted and say why the rest is left out; what is frozen stays; a plot is granted once."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import act_as
from geo.spatial.shapes import to_shapely
from parcels.plans.enums import MaskKind
from parcels.register.enums import ParcelState
from permits.applications.enums import ApplicationState
from permits.cases.models import Claim
from permits.grants.allotting import open_pool_draw, send_batch
from permits.grants.errors import BatchMisfit, NotOfGrants, PlotInTwoPools, PlotUnfit, PoolFrozen, PoolNotReady
from permits.grants.models import Allotment, Batch, Grant, PoolPlot, PublishedPlot
from permits.grants.pools import body_of, close_pool, declare_grant_plan, fill_pool, freeze_pool
from tests.factories.cases import apply, build, change_parcel, restrict, step

pytestmark = pytest.mark.django_db


def reasons_of(grants, pool):
    with grants.inside:
        found = {plot.parcel_id: plot.reasons for plot in PoolPlot.objects.filter(pool=pool)}
    return {letter: found[parcel.pk] for letter, parcel in grants.plots.items()}


def test_a_pool_leaves_out_what_no_street_reaches_and_says_so(grants):
    assert reasons_of(grants, grants.pool()) == {"A": [], "B": [], "C": [], "D": ["no_street"]}


def test_each_reason_is_found(grants, ground):
    plots = grants.plots
    build(grants.office, to_shapely(plots["A"].geom).buffer(-5))
    restrict(grants.office, to_shapely(plots["B"].geom).buffer(-5), MaskKind.FLOOD)
    change_parcel(grants.office, plots["C"], ParcelState.FROZEN)
    found = reasons_of(grants, grants.pool())
    assert (found["A"], found["B"], found["C"]) == (["built"], ["masked"], ["not_active"])


def test_a_permit_asked_for_and_its_claim_leave_a_plot_out(grants, ground):
    application = apply(grants.office, grants.plots["A"], ground.citizen)
    assert reasons_of(grants, grants.pool())["A"] == []  # a draft is nobody's right
    moved = step(grants.office, application.case, "submit", ground.citizen)
    assert moved.state == ApplicationState.SUBMITTED
    assert "permitted" in reasons_of(grants, grants.pool())["A"]


def test_a_frozen_pool_stays_and_its_plots_are_in_no_other(grants):
    pool, other = grants.pool(), grants.pool()
    with grants.inside:
        with pytest.raises(NotOfGrants):
            freeze_pool(pool=pool, by=grants.officer)
        frozen = freeze_pool(pool=pool, by=grants.committee)
        with pytest.raises(PoolFrozen):
            fill_pool(frozen)
        with pytest.raises(DatabaseError), transaction.atomic():
            PoolPlot.objects.filter(pool=frozen).update(area_class="x")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE grants_pool SET map_hash = repeat('0', 64) WHERE id = %s", [frozen.pk])
        with pytest.raises(PoolNotReady):
            freeze_pool(pool=other, by=grants.committee)
    assert len(frozen.map_hash) == 64
    with grants.inside:
        close_pool(pool=frozen, by=grants.committee)
        assert freeze_pool(pool=other, by=grants.committee).map_hash == frozen.map_hash


def test_the_hash_is_that_of_codes_areas_and_outlines(grants):
    pool = grants.frozen()
    with grants.inside:
        body = body_of(pool)
    assert body.count(b"medium") == 3 and grants.plots["A"].code.encode() in body


def test_two_pools_that_are_frozen_at_once_do_not_share_a_plot(grants):
    pool, other = grants.pool(), grants.pool()
    with grants.inside:
        freeze_pool(pool=pool, by=grants.committee)
        with pytest.raises((PlotInTwoPools, DatabaseError)), transaction.atomic():
            PoolPlot.objects.filter(pool=other, parcel=grants.plots["A"].pk).update(held=True)


def test_a_draw_gives_each_who_entered_one_plot_and_the_map_says_so(grants):
    first, second = grants.queued(1), grants.queued(2)
    pool = grants.frozen()
    assert set(PublishedPlot.objects.values_list("status", flat=True)) == {"free"}
    draw = grants.draw(pool)
    assert set(PublishedPlot.objects.values_list("status", flat=True)) == {"in_draw"}
    grants.publish(draw)
    with grants.inside:
        given = Allotment.objects.all()
        assert {each.grant_id for each in given} == {first.pk, second.pk}
        assert len({each.parcel_id for each in given}) == 2
        assert Claim.objects.filter(case__in=[first.pk, second.pk], released_at=None).count() == 2
    assert sorted(PublishedPlot.objects.values_list("status", flat=True)) == ["free", "granted", "granted"]


def test_a_draw_that_is_called_off_puts_everyone_back(grants):
    from permits.draws.services import void

    grant, pool = grants.queued(1), grants.frozen()
    draw = grants.called(pool)
    assert grants.case(grant).state == "in_draw"
    with grants.inside:
        void(draw=draw, reason="سبب", by=grants.committee)
        pool.refresh_from_db()
    assert (grants.case(grant).state, pool.state, pool.draw_id) == ("queued", "frozen", None)


def test_nobody_enters_a_draw_for_whom_there_is_no_plot(grants):
    for number in range(1, 5):
        grants.queued(number)
    grants.called(grants.frozen())
    with grants.inside:
        assert sorted(Grant.objects.values_list("state", flat=True)) == ["in_draw"] * 3 + ["queued"]


@pytest.mark.parametrize("change", ["frozen", "built"])
def test_a_plot_that_changes_between_draw_and_decision_stops_it(grants, ground, change):
    grant = grants.verified()
    with grants.inside:
        parcel = Allotment.objects.get().parcel_id
    plot = next(each for each in grants.plots.values() if each.pk == parcel)
    if change == "frozen":
        change_parcel(grants.office, plot, ParcelState.FROZEN)
    else:
        build(grants.office, to_shapely(plot.geom).buffer(-5))
    with pytest.raises(PlotUnfit):
        grants.take(grant, "decide")
    with (
        grants.inside,
        pytest.raises(DatabaseError, match="not what was drawn"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        act_as(grants.amin.pk)
        cursor.execute("UPDATE cases_case SET state = 'decision' WHERE id = %s", [grant.pk])


def test_who_asked_for_a_permit_before_the_draw_stops_it_and_who_asks_later_does_not(grants, ground):
    early, late = grants.queued(1), grants.queued(2)
    draw = grants.draw(grants.frozen())
    for letter in "ABC":
        step(grants.office, apply(grants.office, grants.plots[letter], ground.citizen).case, "submit", ground.citizen)
    grants.publish(draw)
    with pytest.raises(PlotUnfit) as refused:
        grants.batch([early, late])
    assert refused.value.context["reasons"] == ["held"]


def test_an_application_on_a_plot_that_is_drawn_does_not_stop_it(grants, ground):
    grant = grants.verified()
    with grants.inside:
        parcel = Allotment.objects.get().parcel_id
    plot = next(each for each in grants.plots.values() if each.pk == parcel)
    step(grants.office, apply(grants.office, plot, ground.citizen).case, "submit", ground.citizen)
    assert grants.take(grant, "decide").state == "excess_due"


def test_no_statement_decides_without_a_decision(grants):
    grant = grants.verified()
    with pytest.raises(DatabaseError, match="disagree"), grants.inside, connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'decision' WHERE id = %s", [grant.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_batch_holds_260_at_most_and_goes_once(grants):
    (grant,) = grants.drawn(1)
    request = uuid4()
    with grants.inside:
        act_as(grants.officer.pk)
        told = {"office": grants.office.body, "by": grants.officer}
        sent = send_batch(grants=[grant.pk], request_id=request, **told)
        assert send_batch(grants=[grant.pk], request_id=request, **told) == sent
        with pytest.raises(BatchMisfit):
            send_batch(grants=[grant.pk], request_id=uuid4(), **told)
        with pytest.raises(DatabaseError, match="batch_of_260"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO grants_batchentry (batch_id, grant_id, municipality_id, position) "
                "VALUES (%s, %s, %s, 261)",
                [Batch.objects.get().pk, grant.pk, grants.office.body.pk],
            )


def test_only_the_committee_declares_plans_and_calls_draws(grants, ground):
    with grants.inside:
        with pytest.raises(NotOfGrants):
            declare_grant_plan(plan=grants.office.plan, order="أمر", by=grants.officer)
        with pytest.raises(NotOfGrants):
            open_pool_draw(pool=grants.frozen(), plan=None, by=grants.officer, request_id=uuid4())
