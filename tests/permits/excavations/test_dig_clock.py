"""What the clock does to digs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from geo.municipalities.scope import territory
from permits.cases.models import Case
from permits.excavations.enums import Manner
from permits.excavations.models import PublishedDig
from permits.excavations.tasks import take_due_steps
from permits.violations.models import Violation
from tests.factories.digs import TO_THE_PERMIT, ask_to_dig, wanted

pytestmark = pytest.mark.usefixtures("unsigned")


def state_of(diggers, made):
    with territory([diggers.office.body.pk]):
        return Case.objects.get(pk=made.pk).state


def test_an_emergency_without_its_formal_request_is_a_violation_after_its_hours(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, manner=Manner.EMERGENCY))
    diggers.take(made.case, "notify", "allow")
    for hours, taken, state in ((23, 0, "prelim_approved"), (25, 1, "overdue"), (30, 0, "overdue")):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            assert take_due_steps() == taken
        assert state_of(diggers, made) == state
    with territory([diggers.office.body.pk]):
        assert Violation.objects.count() == 1
    assert diggers.take(made.case, "submit").state == "submitted", "the request is still to be made"


def test_a_permit_whose_days_passed_unused_expires_and_lets_go_of_the_place(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, days=3))
    diggers.take(made.case, *TO_THE_PERMIT)
    assert take_due_steps() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert take_due_steps() == 1
    assert state_of(diggers, made) == "expired"
    assert not PublishedDig.objects.exists()


def test_a_dig_under_way_does_not_expire(diggers):
    made = ask_to_dig(diggers, wanted(diggers.office, first=0, days=3))
    diggers.take(made.case, *TO_THE_PERMIT, "start")
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        assert take_due_steps() == 0
    assert PublishedDig.objects.exists(), "an open trench holds its place"
