"""Who is what, where, on which day: memberships with dates, over the branch below a place, and nobody by being root."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.accounts.policies import has_role, memberships_of, territories_of
from geo.municipalities.scope import territory
from parcels.plans.models import District

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)


@pytest.fixture
def person(places):
    return User.objects.create_user("person")


def make(person, role, body, starts_on=date(2026, 1, 1), ends_on=None):
    return Membership.objects.create(user=person, role=role, municipality=body, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (date(2026, 6, 15), None, True),  # from this day
        (date(2026, 6, 16), None, False),  # from tomorrow
        (date(2026, 1, 1), date(2026, 6, 15), True),  # until this day, the day itself included
        (date(2026, 1, 1), date(2026, 6, 14), False),  # until yesterday
        (date(2026, 6, 15), date(2026, 6, 15), True),  # for this day alone
    ],
)
def test_a_membership_holds_from_its_first_to_its_last_day(starts_on, ends_on, holds, person, places):
    make(person, Role.ENGINEER, places.west.body, starts_on, ends_on)
    assert memberships_of(person, on=DAY).exists() is holds
    assert bool(territories_of(person, on=DAY)) is holds
    assert has_role(person, Role.ENGINEER, places.west.body.pk, on=DAY) is holds


def test_without_a_day_it_is_today(person, places, time_machine_at):
    make(person, Role.HEAD, places.west.body, date(2026, 6, 1), date(2026, 6, 30))
    # 21:30 UTC on the last of May is half past midnight of June in Riyadh.
    with time_machine_at("2026-05-31T21:30:00+00:00"):
        assert has_role(person, Role.HEAD, places.west.body.pk)
    with time_machine_at("2026-05-31T20:30:00+00:00"):
        assert not has_role(person, Role.HEAD, places.west.body.pk)
    with time_machine_at("2026-06-30T21:30:00+00:00"):
        assert not has_role(person, Role.HEAD, places.west.body.pk)


@pytest.fixture
def time_machine_at():
    import time_machine

    return lambda moment: time_machine.travel(moment, tick=False)


def test_a_membership_covers_the_branch_below_its_place_and_nothing_beside_or_above(person, places):
    make(person, Role.ENGINEER, places.municipality)
    below = {places.municipality.pk, places.west.body.pk, places.east.body.pk}
    assert set(territories_of(person, on=DAY)) == below
    assert has_role(person, Role.ENGINEER, places.east.body.pk, on=DAY)
    assert not has_role(person, Role.ENGINEER, places.amana.pk, on=DAY)


def test_an_engineer_of_one_sub_municipality_is_nobody_in_the_next(person, places):
    make(person, Role.ENGINEER, places.west.body)
    assert territories_of(person, on=DAY) == (places.west.body.pk,)
    assert not has_role(person, Role.ENGINEER, places.east.body.pk, on=DAY)


def test_a_role_is_not_another_role(person, places):
    make(person, Role.ENGINEER, places.west.body)
    others = [role for role in Role if role != Role.ENGINEER]
    assert [role for role in others if has_role(person, role, places.west.body.pk, on=DAY)] == []


def test_a_role_here_and_another_there_do_not_mix(person, places):
    make(person, Role.HEAD, places.west.body)
    make(person, Role.SURVEYOR, places.east.body)
    assert set(territories_of(person, on=DAY)) == {places.west.body.pk, places.east.body.pk}
    assert not has_role(person, Role.HEAD, places.east.body.pk, on=DAY)


def test_a_dated_delegation_ends_by_itself_and_the_standing_role_stays(person, places):
    make(person, Role.ENGINEER, places.west.body)
    make(person, Role.HEAD, places.west.body, DAY, DAY)
    assert has_role(person, Role.HEAD, places.west.body.pk, on=DAY)
    assert not has_role(person, Role.HEAD, places.west.body.pk, on=date(2026, 6, 16))
    assert has_role(person, Role.ENGINEER, places.west.body.pk, on=date(2026, 6, 16))


def test_a_deactivated_person_is_nobody_at_once(person, places):
    make(person, Role.HEAD, places.west.body)
    person.is_active = False
    assert territories_of(person, on=DAY) == ()
    assert not has_role(person, Role.HEAD, places.west.body.pk, on=DAY)


def test_a_citizen_and_a_visitor_have_no_territory(places):
    for nobody in (places.citizen, AnonymousUser()):
        assert territories_of(nobody) == ()
        assert not has_role(nobody, Role.ENGINEER, places.west.body.pk)


def test_a_superuser_has_no_role_and_no_territory(places):
    root = User.objects.create_superuser("root")
    assert territories_of(root) == ()
    assert [role for role in Role if has_role(root, role, places.west.body.pk)] == []
    with territory(territories_of(root)):
        assert District.objects.count() == 0


def test_the_administration_shows_a_superuser_no_row_of_the_register(places, client):
    client.force_login(User.objects.create_superuser("root"))
    assert client.get("/admin/").status_code == 200
    with territory([places.west.body.pk]):
        assert District.objects.count() == 1


def test_a_membership_that_ends_before_it_begins_is_refused_by_the_database(person, places):
    with pytest.raises(IntegrityError, match="membership_dates_in_order"), transaction.atomic():
        make(person, Role.HEAD, places.west.body, date(2026, 2, 1), date(2026, 1, 31))


def test_a_person_is_called_by_his_name_and_by_his_sign_in_where_it_is_not_known():
    assert str(User(username="salem", full_name="سالم بن علي")) == "سالم بن علي"
    assert str(User(username="salem")) == "salem"
