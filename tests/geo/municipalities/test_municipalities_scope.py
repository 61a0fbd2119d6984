"""The single row filter: which rows a transaction sees, through nesting, failure and the end of the scope."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from geo.municipalities.scope import act_as, current, everywhere, territory
from parcels.plans.models import District

pytestmark = pytest.mark.django_db


def seen():
    """Return the names of the districts that the transaction sees."""
    return set(District.objects.values_list("name", flat=True))


WEST, EAST = "حي الغربية", "حي الشرقية"


def test_outside_a_scope_nothing_is_visible(places):
    assert current() == ()
    assert seen() == set()


def test_a_scope_sees_its_territories_and_no_others(places):
    with territory([places.west.body.pk]):
        assert current() == (places.west.body.pk,)
        assert seen() == {WEST}


def test_a_scope_of_several_sees_them_all(places):
    with territory([places.west.body.pk, places.east.body.pk]):
        assert seen() == {WEST, EAST}


@pytest.mark.parametrize("ids", [[], [0], [-1], [2_000_000_000]])
def test_a_scope_of_nowhere_sees_nothing(ids, places):
    with territory(ids):
        assert seen() == set()


def test_a_scope_does_not_reach_below_by_itself(places):
    # The branch below is spread out by who opens the scope (accounts.policies.territories_of).
    with territory([places.municipality.pk]):
        assert seen() == set()


def test_an_inner_scope_replaces_the_outer_one_and_gives_it_back(places):
    with territory([places.west.body.pk]):
        with territory([places.east.body.pk]):
            assert seen() == {EAST}
            with territory([]):
                assert seen() == set()
            assert seen() == {EAST}
        assert seen() == {WEST}
    assert seen() == set()


def test_a_scope_that_fails_gives_the_outer_one_back(places):
    with territory([places.west.body.pk]):
        with pytest.raises(RuntimeError), territory([places.east.body.pk]):
            raise RuntimeError
        assert current() == (places.west.body.pk,)
        assert seen() == {WEST}
    assert seen() == set()


def test_a_scope_whose_database_refuses_gives_the_outer_one_back(places):
    with territory([places.west.body.pk]):
        with pytest.raises(ProgrammingError), territory([places.east.body.pk]), connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
        assert seen() == {WEST}


def test_a_scope_that_is_marked_for_rollback_gives_the_outer_one_back_and_keeps_nothing(places):
    with territory([places.west.body.pk]):
        with territory([places.east.body.pk]):
            District.objects.update(name="written")
            transaction.set_rollback(True)
        assert seen() == {WEST}
    with territory([places.east.body.pk]):
        assert seen() == {EAST}


def test_after_a_failed_scope_nothing_is_visible_again(places):
    with pytest.raises(RuntimeError), territory([places.west.body.pk]):
        raise RuntimeError
    assert current() == ()
    assert seen() == set()


def test_everywhere_is_every_body(places):
    with everywhere():
        assert seen() == {WEST, EAST}
        assert {places.amana.pk, places.municipality.pk, places.west.body.pk} <= set(current())
    assert seen() == set()


def test_a_row_cannot_be_written_into_another_territory(places):
    with territory([places.west.body.pk]):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            District.objects.filter(name=WEST).update(municipality=places.east.body)
        assert District.objects.filter(pk=places.east.district.pk).update(name="taken") == 0
    with everywhere():
        assert seen() == {WEST, EAST}


@pytest.mark.parametrize("ids", [["1; DROP TABLE x"], ["{}"], [None]])
def test_a_territory_is_a_number_or_the_scope_does_not_open(ids, places):
    with pytest.raises((ValueError, TypeError)), territory(ids):
        pass
    assert seen() == set()


def acting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user', true), current_setting('app.reason', true)")
        return cursor.fetchone()


def test_who_acts_and_why_is_told_to_the_transaction(places):
    with territory([]):
        act_as(7, reason="سبب")
        assert acting() == ("7", "سبب")
        act_as(None)
        assert acting() == ("", "")


def test_who_acts_does_not_outlive_a_scope_that_failed(places):
    with pytest.raises(RuntimeError), territory([]):
        act_as(7)
        raise RuntimeError
    assert acting()[0] in ("", None)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_used_again_remembers_neither_territory_nor_person():
    with transaction.atomic(), territory([1]):
        act_as(7)
    assert current() == ()
    assert acting() == ("", "")
