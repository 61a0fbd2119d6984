"""Many hands at one moment: one permit, no gap in the numbers, and land that cannot change under a decision."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from geo.municipalities.scope import act_as, territory
from geo.printing.models import Printout
from geo.series.models import Series
from geo.series.selectors import first_broken_entry
from parcels.register.enums import ParcelState
from permits.applications.errors import RulesNotMet
from permits.applications.models import Permit, PublishedPermit
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case, CaseEvent
from tests.factories.cases import Thread, apply, change_parcel, enter_drawn, open_thread, step
from tests.factories.racing import at_once
from tests.sql.connections import connect, enter_scope

pytestmark = pytest.mark.django_db(transaction=True)
UP_TO = ("submit", "recommend")


def test_eight_approvals_of_one_application_issue_one_permit(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    answers = at_once([lambda: thread.take("approve")] * 8)
    done = [answer for answer in answers if isinstance(answer, Case)]
    assert [case.state for case in done] == ["issued"]
    assert [type(answer) for answer in answers if answer not in done] == [StepNotPossible] * 7
    with territory([ground.west.body.pk]):
        assert Permit.objects.count() == Printout.objects.count() == PublishedPermit.objects.count() == 1
        assert CaseEvent.objects.filter(case=thread.case, transition="approve").count() == 1
        assert Series.objects.get(kind="permit fencing").last_number == 1
        assert first_broken_entry(ground.west.body.pk) is None
    assert thread.permit().number.endswith("/00001")


def test_approvals_of_different_applications_leave_no_gap(ground):
    threads = []
    for parcel in enter_drawn(ground.west, "AABBCCDD", cell_m=10).values():
        thread = Thread(ground.west, parcel, ground.citizen, apply(ground.west, parcel, ground.citizen).case)
        for name in UP_TO:
            thread.take(name)
        threads.append(thread)
    answers = at_once([lambda thread=thread: thread.take("approve") for thread in threads])
    assert all(isinstance(answer, Case) for answer in answers), answers
    with territory([ground.west.body.pk]):
        numbers = sorted(Permit.objects.values_list("number", flat=True))
        assert [number[-5:] for number in numbers] == ["00001", "00002", "00003", "00004"]
        assert Series.objects.get(kind="permit fencing").last_number == 4
        assert first_broken_entry(ground.west.body.pk) is None


def test_a_refused_approval_between_two_others_takes_no_number(ground):
    land = enter_drawn(ground.west, "AABBCC", cell_m=10)
    numbers = []
    for letter, parcel in land.items():
        thread = Thread(ground.west, parcel, ground.citizen, apply(ground.west, parcel, ground.citizen).case)
        for name in UP_TO:
            thread.take(name)
        if letter == "B":
            change_parcel(ground.west, parcel, ParcelState.FROZEN)
            with pytest.raises(RulesNotMet):
                thread.take("approve")
            continue
        thread.take("approve")
        numbers.append(thread.permit().number[-5:])
    assert numbers == ["00001", "00002"]


def test_two_people_who_submit_one_form_at_once_open_one_case(ground):
    parcel, request = enter_drawn(ground.west, "A")["A"], uuid4()
    answers = at_once([lambda: apply(ground.west, parcel, ground.citizen, request_id=request).pk] * 4)
    assert len(set(answers)) == 1, answers
    with territory([ground.west.body.pk]):
        assert Case.objects.count() == 1
        assert Series.objects.get(kind="case").last_number == 1


def test_an_approval_waits_for_a_freeze_that_began_before_it_and_is_then_refused(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    backends: list[int] = []

    def approve() -> Case:
        with territory([ground.west.body.pk]):
            act_as(ground.west.head.pk)
            backends.append(connections["default"].connection.info.backend_pid)
            return step(ground.west, thread.case, "approve", ground.west.head)

    with connect("app") as other:
        with other.transaction():
            enter_scope(other, [ground.west.body.pk])
            other.execute("UPDATE register_parcel SET state = 'frozen' WHERE id = %s", [thread.parcel.pk])
            answers: list[object] = []
            worker = threading.Thread(target=lambda: answers.extend(at_once([approve])))
            worker.start()
            assert waits(worker, backends)
        worker.join()
    assert [type(answer) for answer in answers] == [RulesNotMet]
    with territory([ground.west.body.pk]):
        assert not Permit.objects.exists()
        assert Case.objects.get(pk=thread.case.pk).state == "recommended"


def waits(worker: threading.Thread, backends: list[int]) -> bool:
    """Say whether the worker's statement waits for another's lock; asked until it waits or has ended."""
    with connect("admin") as admin:
        while worker.is_alive():
            asked = admin.execute(
                "SELECT bool_or(cardinality(pg_blocking_pids(pid)) > 0) FROM unnest(%s::int[]) AS pid", [backends]
            )
            if asked.fetchone()[0]:
                return True
            worker.join(0.01)
    return False
