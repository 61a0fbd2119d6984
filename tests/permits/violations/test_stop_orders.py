"""Stop orders: the permit is suspended and goes on, none ends under one, and orders against one permit add up."""

import pytest
from django.db import DatabaseError, transaction

from geo.errors import DatabaseRefusal, NotAllowed
from geo.municipalities.scope import act_as, territory
from permits.applications.models import PublishedPermit
from permits.cases.errors import NoteMissing
from permits.cases.models import Case
from permits.violations.errors import CannotBeStopped, OrderNotPossible, OrderStands
from permits.violations.models import StopOrder
from permits.violations.orders import lift_order, order_stop
from tests.factories.cases import open_thread
from tests.factories.violations import found

pytestmark = pytest.mark.django_db


def stop(one, by=None, reason="خطر على السلامة"):
    with territory([one.office.body.pk]):
        act_as((by or one.office.head).pk)
        return order_stop(violation=one.violation, reason=reason, by=by or one.office.head)


def lift(one, reason="زال الخطر"):
    with territory([one.office.body.pk]):
        act_as(one.office.head.pk)
        return lift_order(violation=one.violation, reason=reason, by=one.office.head)


@pytest.fixture
def thread(site):
    return open_thread(site.west, site.citizen, up_to=("submit", "recommend", "approve"))


@pytest.fixture
def permitted(site, thread):
    """A violation against an issued fencing permit."""
    with territory([site.west.body.pk]):
        case = Case.objects.get(pk=thread.case.pk)
    return found(site.west, permit_case=case)


def standing(one):
    with territory([one.office.body.pk]):
        return Case.objects.get(pk=one.violation.permit_case_id).state, PublishedPermit.objects.get().status


def test_an_order_suspends_the_permit_and_lifting_it_lets_it_go_on(permitted):
    assert standing(permitted) == ("issued", "valid")
    stop(permitted)
    assert standing(permitted) == ("suspended", "suspended")
    lift(permitted)
    assert standing(permitted) == ("issued", "valid")


def test_a_permit_goes_on_when_the_last_of_its_orders_is_lifted(site, permitted):
    with territory([site.west.body.pk]):
        case = Case.objects.get(pk=permitted.violation.permit_case_id)
    other = found(site.west, permit_case=case, item="no_name_board")
    stop(permitted)
    stop(other)
    lift(permitted)
    assert standing(permitted)[0] == "suspended"
    lift(other)
    assert standing(permitted)[0] == "issued"


def test_works_without_a_permit_are_stopped_too(site):
    one = found(site.west)
    assert stop(one).permit_case is None
    with pytest.raises(OrderNotPossible):
        stop(one)
    lift(one)
    with pytest.raises(OrderNotPossible):
        lift(one)


def test_nothing_ends_under_an_order_neither_in_the_database(site):
    one = found(site.west)
    stop(one)
    with pytest.raises(OrderStands):
        one.take("drop")
    with territory([site.west.body.pk]), pytest.raises(DatabaseError) as refused, transaction.atomic():
        Case.objects.filter(pk=one.violation.pk).update(state="dropped")
    assert isinstance(DatabaseRefusal.translate(refused.value), OrderStands)


def test_no_order_begins_after_the_end(site):
    one = found(site.west).walk(["drop"])
    with pytest.raises(OrderNotPossible):
        stop(one)
    with territory([site.west.body.pk]), pytest.raises(DatabaseError), transaction.atomic():
        StopOrder.objects.create(
            violation=one.violation, municipality=site.west.body, reason="x", ordered_by=site.west.head
        )


@pytest.mark.parametrize("who", ["engineer", "inspector", "other"])
def test_only_the_head_of_the_office_stops_works(site, who):
    one = found(site.west)
    people = {"engineer": site.west.engineer, "inspector": one.inspector, "other": site.east.head}
    with pytest.raises(NotAllowed):
        stop(one, by=people[who])


def test_an_order_says_why(site):
    with pytest.raises(NoteMissing):
        stop(found(site.west), reason="  ")


def test_a_kind_that_cannot_be_stopped_is_not(site, permitted):
    one = found(site.west, permit_case=permitted.case)
    with pytest.raises(CannotBeStopped):
        stop(one)


@pytest.mark.parametrize("change", [{"reason": "x"}, {"lifted_at": None}])
def test_an_order_is_lifted_once_and_says_what_it_said(site, change):
    one = found(site.west)
    stop(one)
    lift(one)
    with territory([site.west.body.pk]), pytest.raises(DatabaseError), transaction.atomic():
        StopOrder.objects.update(**change)
