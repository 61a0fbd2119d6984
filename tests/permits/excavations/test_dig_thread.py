"""A dig from the form to the end of its guarantee, and the ways that leave it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, territory
from permits.applications.errors import RulesNotMet
from permits.applications.models import Permit, PublishedPermit
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case
from permits.excavations.enums import Closure, Manner
from permits.excavations.errors import DigsConflict, NotEmergency, NotYetOver
from permits.excavations.models import DigHold, DigPlan, Pavement, PublishedDig, UtilityLine
from permits.excavations.services import ask_for_days, decide_dig, plan_again
from tests.factories.digs import TO_THE_PERMIT, ask_to_dig, wanted

pytestmark = pytest.mark.usefixtures("unsigned")


def live(application):
    return PublishedDig.objects.filter(application_id=application.pk).first()


def test_a_dig_is_coordinated_approved_dug_reinstated_cleared_and_released(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    assert live(made) is None
    case = diggers.take(made.case, *TO_THE_PERMIT)
    assert case.state == "issued"
    hold = live(made)
    assert (hold.starts_on, hold.ends_on, hold.standing) == (
        timezone.localdate() + timedelta(days=10), timezone.localdate() + timedelta(days=14), "coming",
    )  # fmt: skip
    with territory([diggers.office.body.pk]):
        permit = Permit.objects.get(application=made)
        assert permit.expires_on == hold.ends_on
        assert permit.number.split("/")[2] == "5"
    with pytest.raises(StepNotPossible):
        diggers.take(case, "start")
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        diggers.take(case, "start", "backfill")
        diggers.take(case, "reinstate")
        assert live(made) is None, "the ground is closed: the pavement protects itself"
        diggers.take(case, "request_closure", "close")
        with territory([diggers.office.body.pk]):
            patch = Pavement.objects.get(application=made)
            assert patch.geom.covers(made.works)
            assert UtilityLine.objects.get(application=made).network == "water"
        with pytest.raises(NotYetOver), territory([diggers.office.body.pk]):
            decide_dig(case=case, name="release", by=system_account())
    with time_machine.travel(timezone.now() + timedelta(days=400)), territory([diggers.office.body.pk]):
        act_as(system_account().pk)
        assert decide_dig(case=case, name="release", by=system_account()).state == "released"


def test_the_public_sees_the_dig_and_no_person(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(made.case, *TO_THE_PERMIT)
    published = PublishedPermit.objects.get(kind="excavation")
    assert published.parcel_code == ""
    assert published.geom.equals(made.works)


def test_the_same_hand_does_not_recommend_and_approve_and_the_applicant_decides_nothing(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    case = diggers.take(made.case, "submit", "circulate", "recommend")
    for person in (diggers.coordinator, diggers.utility, diggers.inspector):
        with pytest.raises(StepNotAllowed):
            diggers.take(case, "approve", by=person)


def test_of_two_digs_at_one_place_the_second_is_not_approved(diggers):
    first, second = (ask_to_dig(diggers, wanted(diggers.office)) for _turn in range(2))
    diggers.take(first.case, *TO_THE_PERMIT)
    with pytest.raises(RulesNotMet):
        diggers.take(second.case, "submit", "circulate", "recommend")


def test_what_the_rules_no_longer_ask_the_database_refuses(diggers, monkeypatch):
    first, second = (ask_to_dig(diggers, wanted(diggers.office)) for _turn in range(2))
    diggers.take(second.case, "submit", "circulate", "recommend")
    diggers.take(first.case, *TO_THE_PERMIT)
    monkeypatch.setattr("permits.excavations.spatial_rules.no_other_dig.other_digs", lambda *_all, **_more: [])
    with pytest.raises(DigsConflict):
        diggers.take(second.case, "approve")
    with territory([diggers.office.body.pk]):
        assert Case.objects.get(pk=second.pk).state == "recommended"
        assert Permit.objects.count() == 1


def test_digs_that_share_a_trench_are_both_approved(diggers):
    first = ask_to_dig(diggers, wanted(diggers.office))
    diggers.take(first.case, *TO_THE_PERMIT)
    second = ask_to_dig(diggers, wanted(diggers.office, joint_with=first.pk))
    assert diggers.take(second.case, *TO_THE_PERMIT).state == "issued"
    with territory([diggers.office.body.pk]):
        assert set(DigHold.objects.values_list("trench", flat=True)) == {first.pk}


def test_other_days_are_chosen_before_the_approval_only(diggers):
    first, second = (ask_to_dig(diggers, wanted(diggers.office)) for _turn in range(2))
    diggers.take(first.case, *TO_THE_PERMIT)
    later = timezone.localdate() + timedelta(days=40)
    with territory([diggers.office.body.pk]):
        plan_again(
            application=second, starts_on=later, ends_on=later, closure=Closure.NONE, by=diggers.utility
        )  # fmt: skip
    assert diggers.take(second.case, *TO_THE_PERMIT).state == "issued"
    with pytest.raises(StepNotAllowed), territory([diggers.office.body.pk]):
        plan_again(
            application=second, starts_on=later, ends_on=later, closure=Closure.NONE, by=diggers.utility
        )  # fmt: skip


def test_more_days_are_granted_where_the_place_is_free(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0))
    case = diggers.take(made.case, *TO_THE_PERMIT, "start")
    until = timezone.localdate() + timedelta(days=9)
    with territory([diggers.office.body.pk]):
        act_as(diggers.utility.pk)
        case = ask_for_days(case=case, ends_on=until, reason="صخر", by=diggers.utility)
    assert case.state == "extension_asked"
    assert live(made).ends_on < until
    assert diggers.take(case, "extend").state == "working"
    assert live(made).ends_on == until
    with territory([diggers.office.body.pk]):
        assert DigPlan.objects.filter(application=made).count() == 3
        assert Permit.objects.get(application=made).expires_on == until
    assert PublishedPermit.objects.get(kind="excavation").expires_on == until


def test_more_days_are_not_granted_into_another_dig(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0))
    next_dig = ask_to_dig(diggers, wanted(diggers.office, first=13))
    case = diggers.take(made.case, *TO_THE_PERMIT, "start")
    diggers.take(next_dig.case, *TO_THE_PERMIT)
    with territory([diggers.office.body.pk]):
        act_as(diggers.utility.pk)
        ask_for_days(case=case, ends_on=timezone.localdate() + timedelta(days=9), reason="صخر", by=diggers.utility)
    with pytest.raises(RulesNotMet):
        diggers.take(case, "extend")
    assert diggers.take(case, "refuse_extension").state == "working"


def test_an_emergency_is_allowed_seen_and_asked_for_formally(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, manner=Manner.EMERGENCY))
    with pytest.raises(NotEmergency):
        diggers.take(made.case, "submit")
    case = diggers.take(made.case, "notify", "allow")
    assert live(made).manner == "emergency"
    with pytest.raises(StepNotPossible):
        diggers.take(case, "cancel")
    assert diggers.take(case, "verify", *TO_THE_PERMIT).state == "issued"
    other = ask_to_dig(diggers, wanted(diggers.office, first=0))
    with pytest.raises(RulesNotMet):
        diggers.take(other.case, "submit", "circulate", "recommend")


def test_an_emergency_waits_for_nobody(diggers):
    held = ask_to_dig(diggers, wanted(diggers.office, first=0))
    diggers.take(held.case, *TO_THE_PERMIT)
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, manner=Manner.EMERGENCY))
    assert diggers.take(made.case, "notify", "allow", "verify", *TO_THE_PERMIT).state == "issued"


def test_no_other_dig_begins_as_an_emergency(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office))
    with pytest.raises(NotEmergency):
        diggers.take(made.case, "notify")


@pytest.mark.parametrize("end", ["annul", "cancel"])
def test_what_ends_before_the_permit_lets_go_of_the_place(diggers, end, monkeypatch):
    monkeypatch.setattr("permits.applications.services._bill", lambda *_all: None)
    made = ask_to_dig(diggers, wanted(diggers.office))
    case = diggers.take(made.case, *TO_THE_PERMIT)
    assert (case.state, live(made) is None) == ("awaiting_payment", False)
    assert diggers.take(case, end).state == "cancelled"
    assert live(made) is None
