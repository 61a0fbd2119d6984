"""Thousands who enter a draw are written together: the same rows as one by one, all or none, in as many statements."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geo.accounts.services import system_account
from geo.audit.models import RowChange
from geo.municipalities.scope import act_as
from geo.series.models import ChainEntry
from geo.series.selectors import first_broken_entry
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case, CaseEvent, Claim
from permits.cases.services import claim_parcel, take_step, take_steps
from permits.draws import services as draws
from permits.draws.errors import DrawNotReady
from permits.draws.models import Draw
from permits.draws.registry import takers
from permits.draws.selectors import result_of
from permits.grants.allotting import PURPOSE, allot
from permits.grants.errors import PlotTaken, PlotUnfit
from permits.grants.models import Allotment, Grant, Pool, PublishedPlot
from permits.grants.pools import release_pool
from tests.factories.cases import apply
from tests.factories.draws import at
from tests.factories.grants import department, hold_grant_rules

pytestmark = pytest.mark.django_db

FEW, MANY = 2, 8
#: Ten plots side by side on one street.
ROW = "ABCDEFGHIJ"


@pytest.fixture
def street(ground, hours):
    """A grants department with ten plots."""
    hold_grant_rules()
    return department(ground.east, ROW)


def queue(street, many, *, first=1):
    """Bring so many grants into the queue."""
    return [street.queued(first + place) for place in range(many)]


def results(street, pool):
    """Hold the draw of a pool up to results that are not published yet."""
    draw = street.draw(pool)
    with at(timezone.now() + timedelta(days=2)), street.inside:
        draws.take_value(draw=draw, value="11432.07", evidence="https://example.org", by=street.committee)
        return draws.run_draw(draw=draw, by=street.committee)


def publish(street, draw):
    with street.inside:
        act_as(street.committee.pk)
        return draws.publish(draw=draw, by=street.committee)


def statements(work):
    with CaptureQueriesContext(connection) as sent:
        work()
    return len(sent)


def written(street):
    """Return all that publishing writes, without the keys and hours that differ from one time to the next."""
    with street.inside:
        own = Case.objects.filter(kind="grant")
        steps = ("case__reference", "transition", "source", "target", "taken_by", "on_behalf_of", "note")
        acts = ("actor_id", "action", "subject", "payload")
        changes = RowChange.objects.order_by("kind", "operation", "record").values_list(
            "kind", "operation", "before", "after", "withheld", "actor_id", "reason"
        )
        return {
            "cases": list(own.order_by("pk").values_list("pk", "state")),
            "grants": list(Grant.objects.order_by("pk").values_list("pk", "state")),
            "events": list(CaseEvent.objects.order_by("case", "taken_at", "pk").values_list(*steps)),
            "chain": list(ChainEntry.objects.order_by("sequence").values_list(*acts)),
            "claims": sorted(Claim.objects.values_list("case", "parcel", "version", "released_at")),
            "allotments": sorted(Allotment.objects.values_list("grant", "parcel", "version", "pool", "made_by")),
            "plots": sorted(PublishedPlot.objects.values_list("pk", "status", "area_class")),
            "changes": sorted(map(repr, changes)),
            "pools": sorted(Pool.objects.values_list("pk", "state", "draw")),
            "draws": sorted(Draw.objects.values_list("pk", "state")),
        }  # fmt: skip


def one_by_one(draw):
    """Hand the results of a draw over, each by itself: what is done together must come to the same."""
    pool = Pool.objects.get(draw=draw)
    plots = {str(plot.parcel_id): plot for plot in pool.plots.select_related("version")}
    won = {each.entrant_key: plots[each.lot_key] for each in result_of(draw)}
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=won).order_by("pk"))
    for case in cases:
        plot = won[str(case.pk)]
        Allotment.objects.create(
            grant_id=case.pk, municipality_id=case.municipality_id, parcel_id=plot.parcel_id, version=plot.version,
            pool=pool, made_by=system_account(),
        )  # fmt: skip
        claim_parcel(case=case, version=plot.version)
    for case in cases:
        take_step(case=case, name="draw", by=system_account())
    release_pool(pool)


def undone(street, work):
    """Return what a piece of work leaves written, and undo it."""
    with street.inside, transaction.atomic():
        act_as(street.committee.pk)
        work()
        found = written(street)
        assert first_broken_entry(street.office.body.pk) is None
        transaction.set_rollback(True)
    return found


def test_what_is_written_together_is_what_was_written_one_by_one(street):
    queue(street, MANY)
    draw = results(street, street.frozen())
    together = undone(street, lambda: takers[PURPOSE].drawn(draw))
    each = undone(street, lambda: one_by_one(draw))
    assert together == each
    assert [name for _case, name, *_rest in together["events"]].count("draw") == MANY
    assert len([act for _by, act, *_rest in together["chain"] if act == "case draw"]) == MANY


def test_opening_calling_off_and_publishing_take_as_many_statements_for_many_as_for_few(street):
    counted = []
    for many, first in ((FEW, 1), (MANY, 11)):
        queue(street, many, first=first)
        pool = street.frozen()
        opened = statements(lambda pool=pool: street.called(pool))
        with street.inside:
            draw = Pool.objects.get(pk=pool.pk).draw
            assert draw.entrant_count == many
            undone = statements(lambda draw=draw: draws.void(draw=draw, reason="سبب", by=street.committee))
        draw = results(street, pool)
        counted.append((opened, undone, statements(lambda draw=draw: publish(street, draw))))
    assert counted[0] == counted[1]


def test_nobody_gets_a_plot_when_one_of_them_is_somebody_elses_by_now(street):
    queue(street, MANY)
    draw = results(street, street.frozen())
    other = street.queued(99)
    with street.inside:
        lost = next(each.lot_key for each in result_of(draw)[MANY // 2 :])
        plot = Pool.objects.get(draw=draw).plots.select_related("version").get(parcel=lost)
        case = Case.objects.select_for_update(of=("self",)).get(pk=other.pk)
        allot({case: plot})
    before = written(street)
    with pytest.raises(PlotTaken):
        publish(street, draw)
    assert written(street) == before
    with street.inside:
        assert Allotment.objects.count() == 1
        assert CaseEvent.objects.filter(transition="draw").count() == 0


def test_publishing_again_changes_nothing(street):
    queue(street, FEW)
    draw = results(street, street.frozen())
    publish(street, draw)
    before = written(street)
    with pytest.raises(DrawNotReady):
        publish(street, draw)
    assert written(street) == before


def test_none_takes_a_step_that_one_of_them_cannot_take(street):
    queue(street, FEW)
    with street.inside:
        first, second = Case.objects.filter(kind="grant").order_by("pk")
        take_step(case=second, name="enter_draw", by=system_account())
        before = written(street)
        with pytest.raises(StepNotPossible):
            take_steps(cases=[first, second], name="enter_draw", by=system_account())
    assert written(street) == before


def test_a_step_of_the_system_is_nobody_elses_for_many_either(street):
    street.queued(1)
    with street.inside:
        for person in (street.committee, street.amin):
            with pytest.raises(StepNotAllowed):
                take_steps(cases=list(Case.objects.filter(kind="grant")), name="enter_draw", by=person)


def test_the_guard_holds_all_back_when_one_has_no_plot(street):
    queue(street, FEW)
    draw = results(street, street.frozen())
    with street.inside:
        first, second = Case.objects.filter(kind="grant").order_by("pk")
        plot = Pool.objects.get(draw=draw).plots.select_related("version").first()
        allot({first: plot})
        with pytest.raises(PlotUnfit):
            take_steps(cases=[first, second], name="draw", by=system_account())
        assert {case.state for case in Case.objects.filter(kind="grant")} == {"in_draw"}


def test_cases_of_two_kinds_take_no_step_together(street, ground):
    street.queued(1)
    case = apply(street.office, street.plots["A"], ground.citizen).case
    with street.inside, pytest.raises(ValueError, match="one kind and one office"):
        take_steps(cases=[*Case.objects.filter(kind="grant"), case], name="enter_draw", by=system_account())


def test_nobody_is_nothing_to_do(street):
    with street.inside:
        assert take_steps(cases=[], name="enter_draw", by=system_account()) == []
