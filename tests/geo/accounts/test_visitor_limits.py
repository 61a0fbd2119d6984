"""What visitors leave behind is counted by address for a while, told when it is too much, and forgotten."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from geo.accounts.models import VisitorAct
from geo.accounts.visitors import KEPT, Limit, TooManyFromHere, count_act, forget_visitors
from geo.errors import http_status

pytestmark = pytest.mark.django_db
LIMIT = Limit("note", 3, timedelta(hours=1))


def act(address="192.0.2.7", limit=LIMIT):
    count_act(RequestFactory().post("/", REMOTE_ADDR=address), limit)


def acts(times, **how):
    for _ in range(times):
        act(**how)


def aged(by):
    """Let all acts have been done so much earlier."""
    for one in VisitorAct.objects.all():
        VisitorAct.objects.filter(pk=one.pk).delete()
        VisitorAct.objects.create(act=one.act, visitor=one.visitor, done_at=one.done_at - by)


def test_an_address_is_told_when_it_may_come_again():
    acts(3)
    with pytest.raises(TooManyFromHere) as refused:
        act()
    assert http_status(refused.value) == 429
    assert 3590 <= refused.value.context["seconds"] <= 3600
    with translation.override("en"):
        assert "60 minutes" in str(TooManyFromHere(seconds=3590))
    assert VisitorAct.objects.count() == 3  # what is refused does not count


def test_the_first_act_that_ages_makes_room_for_one():
    acts(3)
    aged(timedelta(minutes=50))
    with pytest.raises(TooManyFromHere) as refused:
        act()
    assert 590 <= refused.value.context["seconds"] <= 600
    aged(timedelta(minutes=11))
    acts(3)
    with pytest.raises(TooManyFromHere):
        act()


def test_other_addresses_and_other_acts_have_their_own_counts():
    acts(3)
    acts(3, address="192.0.2.8")
    acts(3, limit=Limit("picture", 3, timedelta(hours=1)))
    acts(3, address="")
    with pytest.raises(TooManyFromHere):
        act(address="")  # who has no address is counted with the others who have none


def test_the_addresses_of_one_subscriber_are_one():
    acts(2, address="2001:db8:1:2::1")
    act(address="2001:db8:1:2::ffff")
    with pytest.raises(TooManyFromHere):
        act(address="2001:db8:1:2:3:4:5:6")


def test_no_address_is_kept():
    act()
    assert "192.0.2" not in str(list(VisitorAct.objects.values_list("act", "visitor")))


def test_what_is_old_is_forgotten_and_the_rest_is_not():
    acts(2)
    aged(KEPT + timedelta(minutes=1))
    act()
    assert forget_visitors() == 2
    assert VisitorAct.objects.get().done_at > timezone.now() - timedelta(minutes=1)
