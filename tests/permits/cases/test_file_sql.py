"""What the database keeps of the file of a case, whatever a service forgets."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from geo.municipalities.scope import act_as, territory
from permits.cases import conditions, referring
from permits.cases.enums import ConditionStage
from permits.cases.models import Case, Condition
from tests.factories.cases import open_thread
from tests.permits.cases.filed import department


@pytest.fixture
def thread(ground):
    """An application that the office's engineer reviews."""
    return open_thread(ground.west, ground.citizen, up_to=("submit",))


@pytest.fixture
def inside(thread):
    """The territory of the office, open for the length of a test."""
    with territory([thread.office.body.pk]):
        yield thread


def refer(thread):
    return referring.refer(case=thread.case, department="heritage", by=thread.office.engineer)


def sqlstate_of(statement, *values):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "")
    return ""


def test_the_application_role_cannot_take_a_step_past_what_is_open(inside):
    department()
    refer(inside)
    moved = "UPDATE cases_case SET state = %s WHERE id = %s"
    assert sqlstate_of(moved, "recommended", inside.case.pk) == "MK058"
    assert sqlstate_of(moved, "returned", inside.case.pk) == ""


def test_what_was_closed_stays_and_what_is_open_is_only_closed(inside):
    department()
    asked = refer(inside)
    key = asked.pk
    assert sqlstate_of("UPDATE cases_referral SET due_on = '2099-01-01' WHERE id = %s", key) == "MK003"
    assert sqlstate_of("UPDATE cases_referral SET opinion = 'consents' WHERE id = %s", key) == "MK003"
    close = "UPDATE cases_referral SET opinion = %s, closed_at = now(), closed_by_id = %s WHERE id = %s"
    assert sqlstate_of(close, "", inside.office.head.pk, key) == "23514"
    assert sqlstate_of(close, "consents", inside.office.head.pk, key) == ""
    assert sqlstate_of(close, "objects", inside.office.head.pk, key) == "MK003"
    assert sqlstate_of("DELETE FROM cases_referral WHERE id = %s", key) == "42501"


def test_an_appeal_out_of_time_or_of_another_hand_is_refused_by_the_database(inside):
    inside.take("reject", note="خارج النظام")
    event = inside.case.events.last()
    insert = (
        "INSERT INTO cases_appeal (case_id, municipality_id, opened_by_id, opened_at, event_id, grounds, last_day,"
        " ruling, reasons) VALUES (%s, %s, %s, now(), %s, 'x', %s, '', '')"
    )
    case, office = inside.case, inside.office
    today = timezone.localdate()
    assert sqlstate_of(insert, case.pk, office.body.pk, office.head.pk, event.pk, today) == "MK059"
    late = today - timedelta(days=1)
    assert sqlstate_of(insert, case.pk, office.body.pk, inside.citizen.pk, event.pk, late) == "MK059"
    own = case.events.first()
    assert sqlstate_of(insert, case.pk, office.body.pk, inside.citizen.pk, own.pk, today) == "MK059"
    assert sqlstate_of(insert, case.pk, office.body.pk, inside.citizen.pk, event.pk, today) == ""


def test_a_way_to_a_department_is_ended_and_never_rewritten(inside):
    to = department()
    change = "UPDATE cases_referralroute SET {} WHERE department_id = %s"
    assert sqlstate_of(change.format("working_days = 99"), to.pk) == "MK003"
    assert sqlstate_of(change.format("valid_to = '2030-01-01'"), to.pk) == ""
    assert sqlstate_of(change.format("valid_to = '2031-01-01'"), to.pk) == "MK003"


def test_what_is_in_a_file_belongs_to_the_office_of_its_case(ground, inside):
    insert = (
        "INSERT INTO cases_comment (case_id, municipality_id, opened_by_id, opened_at, text, shared)"
        " VALUES (%s, %s, %s, now(), 'x', false)"
    )
    with territory([ground.west.body.pk, ground.east.body.pk]):
        assert sqlstate_of(insert, inside.case.pk, ground.east.body.pk, ground.east.head.pk) == "23503"


def test_the_file_is_read_in_its_own_territory_only(ground, thread):
    with territory([ground.west.body.pk]):
        act_as(thread.office.engineer.pk)
        conditions.impose(case=thread.case, text="شرط", stage=ConditionStage.ISSUE, by=thread.office.engineer)
    with territory([ground.east.body.pk]):
        assert not Condition.objects.exists()
        assert not Case.objects.filter(pk=thread.case.pk).exists()
