"""A signature lent for some days: by who holds it, to another hand, revoked once, and written into what is signed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from geo.accounts import errors
from geo.accounts.enums import Role
from geo.accounts.models import Delegation, Membership, User
from geo.accounts.policies import acting_for, delegations_to, has_role, territories_of
from geo.accounts.services import delegate_signature, revoke_delegation
from geo.municipalities.scope import territory
from geo.series.errors import OutsideTerritory, RecordedStays
from geo.series.models import ChainEntry
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.models import ReferenceValue
from permits.cases.errors import StepNotAllowed
from permits.cases.models import CaseEvent
from tests.factories.cases import hold_values, open_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def longest(db):
    return ReferenceValue.objects.create(
        code="delegation_longest", value=Decimal(30), unit="gregorian day", valid_from=date(2020, 1, 1),
        cites="test", status="test",
    )  # fmt: skip


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def lend(office, *, giver=None, to=None, role=Role.HEAD, first=0, last=10, by=None, body=None):
    giver = giver or office.head
    with territory([office.body.pk]):
        return delegate_signature(
            giver=giver, delegate=to or office.surveyor, role=role, municipality=body or office.body,
            starts_on=today(first), ends_on=today(last), reason="إجازة", decision_number="44/1", by=by or giver,
        )  # fmt: skip


def test_a_delegate_has_the_role_on_the_days_of_the_delegation_and_on_no_other(places, longest):
    office, person = places.west, places.west.surveyor
    lend(office, first=1, last=3)
    held = [has_role(person, Role.HEAD, office.body.pk, on=today(day)) for day in range(5)]
    assert held == [False, True, True, True, False]
    assert acting_for(person, Role.HEAD, office.body.pk, on=today(2)) == office.head
    assert acting_for(person, Role.HEAD, office.body.pk, on=today(4)) is None


def test_a_delegate_of_another_office_sees_the_place_while_he_is_delegated(places, longest):
    person = places.east.head
    assert places.west.body.pk not in territories_of(person)
    lend(places.west, to=person)
    assert places.west.body.pk in territories_of(person)
    assert places.west.body.pk not in territories_of(person, role=Role.SURVEYOR)
    assert places.west.body.pk not in territories_of(person, on=today(11))


def test_who_holds_the_role_himself_signs_in_his_own_name(places, longest):
    deputy = User.objects.create_user("deputy")
    Membership.objects.create(user=deputy, role=Role.HEAD, municipality=places.west.body, starts_on=date(2020, 1, 1))
    lend(places.west, to=deputy)
    assert acting_for(deputy, Role.HEAD, places.west.body.pk) is None
    assert has_role(deputy, Role.HEAD, places.west.body.pk)


def test_a_delegation_ends_with_the_role_of_the_one_who_gave_it(places, longest):
    office = places.west
    lend(office)
    office.head.memberships.update(ends_on=today(2))
    assert has_role(office.surveyor, Role.HEAD, office.body.pk, on=today(2))
    assert not has_role(office.surveyor, Role.HEAD, office.body.pk, on=today(3))
    User.objects.filter(pk=office.head.pk).update(is_active=False)
    assert delegations_to(office.surveyor, on=today(2)) == []


def test_nobody_delegates_what_he_does_not_hold(places, longest):
    with pytest.raises(errors.RoleNotHeld):
        lend(places.west, giver=places.west.engineer, role=Role.HEAD)
    with pytest.raises(errors.RoleNotHeld):
        lend(places.west, role=Role.PLANNER)
    places.west.head.memberships.update(ends_on=today(5))
    with pytest.raises(errors.RoleNotHeld):
        lend(places.west, last=6)


def test_what_is_held_by_delegation_is_not_lent_on(places, longest):
    lend(places.west)
    assert has_role(places.west.surveyor, Role.HEAD, places.west.body.pk)
    with pytest.raises(errors.RoleNotHeld):
        lend(places.west, giver=places.west.surveyor, to=places.west.engineer)


def test_the_role_in_the_amana_may_be_lent_for_one_office_and_not_the_other_way(places, longest):
    chief = User.objects.create_user("chief")
    Membership.objects.create(user=chief, role=Role.HEAD, municipality=places.amana, starts_on=date(2020, 1, 1))
    lend(places.west, giver=chief)
    assert acting_for(places.west.surveyor, Role.HEAD, places.west.body.pk) == chief
    assert not has_role(places.west.surveyor, Role.HEAD, places.east.body.pk)
    with territory([places.amana.pk]), pytest.raises(errors.RoleNotHeld):
        lend(places.west, giver=places.west.head, body=places.amana)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"to": "head"}, errors.DelegatedToSelf),
        ({"to": "citizen"}, errors.DelegateNotAnOfficer),
        ({"first": 3, "last": 2}, errors.DelegationDatesWrong),
        ({"first": -1}, errors.DelegationDatesWrong),
        ({"last": 31}, errors.DelegationTooLong),
        ({"by": "engineer"}, errors.NotYoursToDelegate),
    ],
)
def test_a_delegation_that_must_not_be_is_refused(places, longest, change, error):
    people = {"head": places.west.head, "citizen": places.citizen, "engineer": places.west.engineer}
    with pytest.raises(error):
        lend(places.west, **{name: people.get(value, value) for name, value in change.items()})
    assert not Delegation.objects.exists()


def test_the_longest_delegation_is_allowed_to_the_day(places, longest):
    assert lend(places.west, last=30).ends_on == today(30)


def test_without_a_recorded_maximum_none_can_be_given(places):
    with pytest.raises(errors.DelegationTermUnknown):
        lend(places.west)


def test_the_same_days_are_not_lent_twice_to_the_same_hand(places, longest):
    first = lend(places.west, last=5)
    with pytest.raises(errors.DelegationOverlaps):
        lend(places.west, first=5, last=8)
    lend(places.west, first=6, last=8)
    with territory([places.west.body.pk]):
        revoke_delegation(delegation=first, by=places.west.head)
    lend(places.west, last=3)


def test_a_head_records_the_delegation_of_an_engineer_who_is_away(places, longest):
    given = lend(places.west, giver=places.west.engineer, role=Role.ENGINEER, by=places.west.head)
    assert (given.from_user, given.recorded_by) == (places.west.engineer, places.west.head)


def test_a_delegation_is_entered_in_the_chain_of_its_place_and_nowhere_else(places, longest):
    given = lend(places.west)
    with territory([places.west.body.pk]):
        revoke_delegation(delegation=given, by=places.west.head)
        acts = ChainEntry.objects.filter(subject=f"delegation:{given.pk}").order_by("sequence")
        assert [act.action for act in acts] == ["delegation given", "delegation revoked"]
    with territory([places.east.body.pk]), pytest.raises(OutsideTerritory):
        delegate_signature(
            giver=places.west.head, delegate=places.west.surveyor, role=Role.HEAD, municipality=places.west.body,
            starts_on=today(12), ends_on=today(13), reason="x", decision_number="1", by=places.west.head,
        )  # fmt: skip


def test_a_revoked_delegation_is_over_at_once_and_stays_revoked(places, longest):
    given = lend(places.west)
    with territory([places.west.body.pk]):
        with pytest.raises(errors.NotYoursToDelegate):
            revoke_delegation(delegation=given, by=places.west.surveyor)
        revoke_delegation(delegation=given, by=places.west.head)
        assert not has_role(places.west.surveyor, Role.HEAD, places.west.body.pk)
        with pytest.raises(errors.DelegationEnded):
            revoke_delegation(delegation=given, by=places.west.head)


@pytest.mark.parametrize("change", [{"ends_on": date(2099, 1, 1)}, {"role": "planner"}, {"reason": "other"}])
def test_the_database_keeps_a_delegation_as_it_was_given(places, longest, change):
    given = lend(places.west)
    with pytest.raises(RecordedStays), refusals_explained():
        Delegation.objects.filter(pk=given.pk).update(**change)


def test_the_database_takes_no_delegation_to_oneself_and_no_revocation_without_a_person(places, longest):
    given = lend(places.west)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.filter(pk=given.pk).update(revoked_at=timezone.now())
    given.pk, given.to_user = None, given.from_user
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


def test_a_step_that_a_delegate_signs_says_for_whom(places, longest):
    hold_values()
    lend(places.west)
    thread = open_thread(places.west, places.citizen, up_to=["submit", "recommend"])
    thread.take("approve", places.west.surveyor)
    with territory([places.west.body.pk]):
        signed = {event.transition: event.on_behalf_of for event in CaseEvent.objects.filter(case=thread.case)}
        act = ChainEntry.objects.get(subject=f"case:{thread.case.pk}", action="case approve")
    assert signed == {"submit": None, "recommend": None, "approve": places.west.head, "waive": None}
    assert act.payload["on_behalf_of"] == places.west.head.pk


def test_a_delegate_does_not_give_both_signatures(places, longest):
    hold_values()
    lend(places.west, to=places.west.engineer)
    thread = open_thread(places.west, places.citizen, up_to=["submit", "recommend"])
    with pytest.raises(StepNotAllowed):
        thread.take("approve", places.west.engineer)
    lend(places.west, to=places.west.surveyor)
    assert thread.take("approve", places.west.surveyor).state == "issued"


def test_the_database_takes_no_signature_for_someone_who_did_not_delegate_it(places, longest):
    thread = open_thread(places.west, places.citizen)
    event = {
        "case": thread.case, "municipality": places.west.body, "transition": "x", "source": "a", "target": "b",
        "taken_by": places.west.surveyor, "on_behalf_of": places.west.head,
    }  # fmt: skip
    with territory([places.west.body.pk]):
        with pytest.raises(errors.NotDelegated), refusals_explained():
            CaseEvent.objects.create(**event)
        lend(places.west)
        CaseEvent.objects.create(**event)
        with pytest.raises(errors.NotDelegated), refusals_explained():
            CaseEvent.objects.create(**{**event, "on_behalf_of": places.west.engineer})


def sent(places, **other):
    held = places.west.head.memberships.get()
    return {
        "membership": held.pk, "delegate": places.west.surveyor.pk, "starts_on": today().isoformat(),
        "ends_on": today(3).isoformat(), "reason": "إجازة", "decision_number": "44/7", **other,
    }  # fmt: skip


def test_a_head_delegates_and_revokes_on_the_pages(places, longest, client):
    client.force_login(places.west.head)
    assert client.post("/delegations/new/", sent(places)).headers["Location"] == "/delegations/"
    page = client.get("/delegations/", follow=True).content.decode()
    assert "44/7" in page
    given = Delegation.objects.get()
    assert f"/delegations/{given.pk}/revoke/" in page
    client.post(f"/delegations/{given.pk}/revoke/")
    given.refresh_from_db()
    assert given.revoked_by == places.west.head
    assert f"/delegations/{given.pk}/revoke/" not in client.get("/delegations/").content.decode()


def test_a_refused_form_says_why_and_keeps_what_was_typed(places, longest, client):
    client.force_login(places.west.head)
    answer = client.post("/delegations/new/?lang=en", sent(places, ends_on=today(99).isoformat()))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "longer than is allowed" in page and 'value="44/7"' in page


@pytest.mark.parametrize("who", ["citizen", "other"])
def test_who_is_no_officer_of_the_place_neither_sees_nor_revokes(places, longest, client, who):
    given = lend(places.west)
    client.force_login(places.citizen if who == "citizen" else places.east.head)
    assert client.get("/delegations/").status_code == (403 if who == "citizen" else 200)
    assert "44/1" not in client.get("/delegations/").content.decode()
    assert client.post(f"/delegations/{given.pk}/revoke/").status_code == (403 if who == "citizen" else 404)


def test_the_delegate_sees_it_and_may_not_revoke_it(places, longest, client):
    given = lend(places.west)
    client.force_login(places.west.surveyor)
    page = client.get("/delegations/").content.decode()
    assert "44/1" in page and "/revoke/" not in page
    assert client.post(f"/delegations/{given.pk}/revoke/").status_code == 403


def test_nothing_is_deleted(places, longest):
    given = lend(places.west)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Delegation.objects.filter(pk=given.pk).delete()
