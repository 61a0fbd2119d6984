"""Sixteen sessions at one moment: a plot is granted once and a person has one application, by the keys."""

import pytest

from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, territory
from permits.cases.models import Case
from permits.grants.allotting import allot
from permits.grants.errors import AlreadyAsked, PlotTaken
from permits.grants.models import Allotment, Grant
from tests.factories.grants import department, hold_grant_rules
from tests.factories.racing import at_once
from tests.sql.connections import connect

pytestmark = pytest.mark.django_db(transaction=True)
SESSIONS = 16
KEY = "CREATE UNIQUE INDEX plot_granted_once ON grants_allotment (parcel_id) WHERE released_at IS NULL"


def give(grants, grant, plot):
    with grants.inside:
        act_as(system_account().pk)
        case = Case.objects.select_for_update(of=("self",)).get(pk=grant.pk)
        (allotment,) = allot({case: plot})
        return allotment


def race(ground):
    hold_grant_rules()
    grants = department(ground.east)
    waiting = [grants.queued(number) for number in range(1, SESSIONS + 1)]
    pool = grants.frozen()
    with grants.inside:
        plot = pool.plots.select_related("parcel", "version").get(parcel=grants.plots["A"].pk)
    return grants, at_once([lambda grant=grant: give(grants, grant, plot) for grant in waiting])


def test_a_plot_is_granted_once_under_sixteen_sessions(ground):
    grants, answers = race(ground)
    assert sum(isinstance(answer, Allotment) for answer in answers) == 1
    assert [type(answer) for answer in answers if not isinstance(answer, Allotment)] == [PlotTaken] * (SESSIONS - 1)
    with grants.inside:
        assert Allotment.objects.count() == 1


def test_without_the_key_it_is_granted_many_times(ground):
    """The negative control: the race is real, and what holds it is the key."""
    with connect("admin") as admin:
        admin.execute("DROP INDEX plot_granted_once")
    try:
        _grants, answers = race(ground)
        assert sum(isinstance(answer, Allotment) for answer in answers) > 1
    finally:
        with connect("admin") as admin:
            admin.execute("SET session_replication_role = replica")
            admin.execute("DELETE FROM grants_allotment")
            admin.execute(
                "CREATE UNIQUE INDEX plot_granted_once ON grants_allotment (parcel_id) WHERE released_at IS NULL"
            )
            admin.commit()


def test_one_person_who_asks_sixteen_times_has_one_application(ground):
    hold_grant_rules()
    grants = department(ground.east)
    answers = at_once([lambda: grants.apply(1)] * SESSIONS)
    assert sum(isinstance(answer, Grant) for answer in answers) == 1
    assert {type(answer) for answer in answers if not isinstance(answer, Grant)} == {AlreadyAsked}
    with territory([grants.office.body.pk]):
        assert Grant.objects.count() == 1
