"""The flow in code and the pairs that the database's trigger reads are one table."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from geo.errors import DatabaseRefusal
from geo.municipalities.scope import territory
from permits.applications.enums import ApplicationState, Stage
from permits.cases.errors import StepNotPossible
from permits.cases.flow import flows
from permits.cases.models import AllowedStep, Case
from permits.cases.services import take_step
from tests.factories.cases import hold_tariffs, inspect, inspector_of, open_thread, step

STATES = [state.value for state in ApplicationState]
ALLOWED = {(source.value, target.value) for source, target in flows["fencing"].pairs()}
FORBIDDEN = [(a, b) for a in STATES for b in STATES if a != b and (a, b) not in ALLOWED]
#: Steps that bring a new application to each state.
WAY = {
    "draft": (),
    "submitted": ("submit",),
    "recommended": ("submit", "recommend"),
    "awaiting_payment": ("submit", "recommend", "approve"),
    "issued": ("submit", "recommend", "approve"),
    "started": ("submit", "recommend", "approve", "start"),
    "completion_requested": ("submit", "recommend", "approve", "start", "request_completion"),
    "suspended": ("submit", "recommend", "approve", "suspend"),
    "revoked": ("submit", "recommend", "approve", "revoke"),
    "expired": ("submit", "recommend", "approve", "give_way"),
    "closed": ("submit", "recommend", "approve", "start", "request_completion", "finish"),
    "returned": ("submit", "return"),
    "rejected": ("submit", "reject"),
    "cancelled": ("cancel",),
}


def brought_to(ground, state):
    if state == "awaiting_payment":
        dearer = {"fencing_licence": ("50", "each")}
        hold_tariffs(dearer, since=timezone.localdate() - timedelta(days=1))
    thread = open_thread(ground.west, ground.citizen)
    for name in WAY[state]:
        if name == "finish":
            inspect(thread, Stage.COMPLETION)
            thread.take(name, inspector_of(ground.west))
        else:
            thread.take(name, note="سبب")
    return thread


def test_the_database_holds_exactly_the_pairs_of_every_flow(db):
    held = set(AllowedStep.objects.values_list("kind", "source", "target"))
    wanted = {(flow.kind, source, target) for flow in flows for source, target in flow.pairs()}
    assert held == wanted | {(flow.kind, "", flow.initial) for flow in flows}


def test_every_state_of_a_flow_can_be_reached_and_every_step_names_states_of_its_kind(db):
    for flow in flows:
        reached = {flow.initial} | {step.target for step in flow.transitions}
        assert reached | flow.former == set(flow.states)
        assert not reached & flow.former
        assert flow.former <= {source for step in flow.transitions for source in step.sources}
        assert all(step.sources <= set(flow.states) for step in flow.transitions)


def test_step_names_are_given_once_and_second_hands_name_steps_that_exist():
    for flow in flows:
        names = [step.name for step in flow.transitions]
        assert len(names) == len(set(names))
        assert {other for step in flow.transitions for other in step.apart_from} <= set(names)


@pytest.mark.parametrize("state", WAY)
def test_each_state_is_reached_by_its_steps(ground, state):
    thread = brought_to(ground, state)
    with territory([ground.west.body.pk]):
        assert Case.objects.get(pk=thread.case.pk).state == state


@pytest.mark.parametrize("state", WAY)
def test_every_step_that_does_not_leave_the_present_state_is_refused(ground, state):
    thread = brought_to(ground, state)
    leaving = {step.name for step in flows["fencing"].from_state(state)}
    for transition in flows["fencing"].transitions:
        if transition.name not in leaving:
            with pytest.raises(StepNotPossible):
                thread.take(transition.name, note="سبب")
    with territory([ground.west.body.pk]):
        assert Case.objects.get(pk=thread.case.pk).state == state


def test_a_step_that_no_flow_knows_is_refused(ground):
    thread = brought_to(ground, "draft")
    for name in ("", "issue", "approve; DROP", "SUBMIT"):
        with pytest.raises(StepNotPossible):
            step(ground.west, thread.case, name, ground.citizen)


@pytest.mark.parametrize("source", STATES)
def test_the_application_role_cannot_write_a_state_that_the_flow_forbids(ground, source):
    thread = brought_to(ground, source)
    refused = [target for a, target in FORBIDDEN if a == source]
    assert refused
    with territory([ground.west.body.pk]):
        for target in [*refused, "approved", ""]:
            assert sqlstate_of("UPDATE cases_case SET state = %s WHERE id = %s", target, thread.case.pk) == "MK008"


def test_the_application_role_cannot_begin_a_case_in_the_middle(ground):
    thread = brought_to(ground, "draft")
    begun = (
        "INSERT INTO cases_case (id, kind, reference, municipality_id, state, state_since, opened_by_id, opened_at)"
        " SELECT gen_random_uuid(), %s, %s, municipality_id, %s, now(), opened_by_id, now()"
        " FROM cases_case WHERE id = %s"
    )
    with territory([ground.west.body.pk]):
        assert sqlstate_of(begun, "fencing", "X/1", "recommended", thread.case.pk) == "MK008"
        assert sqlstate_of(begun, "festival", "X/2", "draft", thread.case.pk) == "MK008"
        assert sqlstate_of(begun, "fencing", "X/3", "draft", thread.case.pk) == ""


@pytest.mark.parametrize(
    "change", ["kind = 'building'", "reference = 'X/1'", "opened_by_id = opened_by_id + 1", "municipality_id = 0"]
)
def test_what_a_case_is_never_changes(ground, change):
    thread = brought_to(ground, "draft")
    with territory([ground.west.body.pk]):
        refusal = sqlstate_of(f"UPDATE cases_case SET {change} WHERE id = %s", thread.case.pk)
    assert refusal in ("MK003", "42501")


def test_cases_events_and_claims_are_never_deleted(ground):
    thread = brought_to(ground, "submitted")
    with territory([ground.west.body.pk]):
        for table, column in (("cases_case", "id"), ("cases_caseevent", "case_id"), ("cases_claim", "case_id")):
            assert sqlstate_of(f"DELETE FROM {table} WHERE {column} = %s", thread.case.pk) == "42501"
        assert sqlstate_of("UPDATE cases_caseevent SET note = '' WHERE case_id = %s", thread.case.pk) == "42501"
        assert (
            sqlstate_of("INSERT INTO cases_allowedstep (kind, source, target) VALUES ('fencing', 'draft', 'issued')")
            == "42501"
        )


def test_what_the_trigger_refuses_is_told_as_a_step_that_is_not_possible(ground):
    assert DatabaseRefusal.by_sqlstate["MK008"] is StepNotPossible
    thread = brought_to(ground, "draft")
    with territory([ground.west.body.pk]), pytest.raises(StepNotPossible):
        take_step(case=thread.case, name="approve", by=ground.west.head)


def sqlstate_of(statement, *values):
    """Return the SQLSTATE that refuses a statement of the application role, or ""."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount == 1
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return ""
