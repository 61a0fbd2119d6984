"""What the database refuses of surveys, whatever the application's code says."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from geo.errors import DatabaseRefusal
from geo.municipalities.scope import territory
from permits.surveys.errors import DecisionNotIssued, FieldWorkClosed
from permits.surveys.models import FieldSheet, Observation, SurveyDecision
from tests.permits.surveys.field import THROUGH, open_thread

COLUMNS = [field.column for field in SurveyDecision._meta.concrete_fields]


@pytest.fixture
def issued(field):
    return open_thread(field.west, field.citizen, up_to=THROUGH)


def refusal(statement, parameters=()):
    """Run a statement of the application; return the SQLSTATE that it is refused with, or None."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return None


def copied(decision, **changed):
    """Return the statement that writes a decision like this one, with other values where told."""
    values = {column: getattr(decision, column) for column in COLUMNS}
    values |= {"printout_id": None, "superseded_by_id": None, "deductions": "[]", **changed}
    marks = ", ".join(["%s"] * len(values))
    return f"INSERT INTO surveys_surveydecision ({', '.join(values)}) VALUES ({marks})", list(values.values())


def another_sheet(recorded_at):
    """Return the statement that writes the last field sheet once more."""
    own = ("id", "number", "recorded_at")
    names = ", ".join(one.column for one in FieldSheet._meta.concrete_fields if one.column not in own)
    return f"""INSERT INTO surveys_fieldsheet ({names}, number, recorded_at)
               SELECT {names}, number + 1, {recorded_at} FROM surveys_fieldsheet ORDER BY number DESC LIMIT 1"""


def draft(thread, **changed):
    """Return a decision on a survey that nobody approved, as an attacker with the application's role would write it."""
    with territory([thread.office.body.pk]):
        sheet = FieldSheet.objects.get(survey=thread.survey)
        survey = thread.survey
        return SurveyDecision(
            survey=survey,
            municipality_id=survey.municipality_id,
            purpose=survey.purpose,
            parcel_id=survey.parcel_id,
            version_id=survey.version_id,
            sheet=sheet,
            number="5011/1448/6/00001",
            issued_on=date(2026, 11, 21),
            validity_cites="x",
            area_ground_m2=sheet.area_ground_m2,
            area_grid_m2=survey.version.area_grid_m2,
            area_net_m2=sheet.area_ground_m2,
            misclosure_m=sheet.misclosure_m,
            misclosure_ratio=sheet.misclosure_ratio,
            surveyed_by=thread.office.surveyor,
            checked_by=thread.office.engineer,
            approved_by=thread.office.head,
            chain_hash="0" * 64,
            **changed,
        )


@pytest.mark.parametrize("up_to", [(), THROUGH[:1], THROUGH[:2]], ids=["draft", "submitted", "checked"])
def test_a_decision_on_a_survey_that_was_not_approved_is_refused(field, up_to):
    forged = draft(open_thread(field.west, field.citizen, up_to=up_to))
    with territory([field.west.body.pk]):
        assert refusal(*copied(forged)) == "MK022"


@pytest.mark.parametrize(
    "changed",
    [
        {"area_ground_m2": 500.0},
        {"area_grid_m2": 500.0},
        {"area_net_m2": 500.0},
        {"misclosure_m": 0.0},
        {"misclosure_ratio": 0.0},
        {"number": "5011/1448/6/00002"},
        {"chain_hash": "0" * 64},
        {"purpose": "sale"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_decision_that_states_something_else_is_refused_under_its_own_number(issued, changed):
    with territory([issued.office.body.pk]):
        decision = issued.decision()
        statement, values = copied(decision, id="00000000-0000-4000-8000-000000000001", **changed)
        assert refusal(statement, values) == "MK022"


def test_a_decision_with_other_hands_is_refused(field, issued):
    with territory([issued.office.body.pk]):
        changed = {"id": "00000000-0000-4000-8000-000000000001", "checked_by_id": field.east.engineer.pk}
        assert refusal(*copied(issued.decision(), **changed)) == "MK022"


def test_the_refusals_have_their_errors():
    assert DatabaseRefusal.by_sqlstate["MK022"] is DecisionNotIssued
    assert DatabaseRefusal.by_sqlstate["MK023"] is FieldWorkClosed


@pytest.mark.parametrize(
    "change",
    [
        "number = 'x'",
        "valid_until = '2099-01-01'",
        "area_net_m2 = 1",
        "approved_by_id = surveyed_by_id",
        "printout_id = NULL",
        "superseded_by_id = NULL, purpose = 'sale'",
    ],
)
def test_an_issued_decision_stays_as_it_is(issued, change):
    with territory([issued.office.body.pk]):
        assert refusal(f"UPDATE surveys_surveydecision SET {change}") == "MK003"


def test_a_decision_is_replaced_only_by_one_for_the_same_land_and_purpose(field, issued):
    other = open_thread(field.west, field.citizen, drawing="...C", up_to=THROUGH)
    with territory([field.west.body.pk]):
        statement = "UPDATE surveys_surveydecision SET superseded_by_id = %s WHERE id = %s"
        assert refusal(statement, [other.decision().pk, issued.decision().pk]) == "23503"
        assert refusal(statement, [issued.decision().pk, issued.decision().pk]) == "23514"


def test_two_decisions_for_one_purpose_never_hold_at_once(issued):
    """The services end the former one first; the index holds whoever does not."""
    with territory([issued.office.body.pk]), connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'survey_decision_one_in_force'")
        (definition,) = cursor.fetchone()
    assert definition.startswith("CREATE UNIQUE INDEX")
    assert definition.endswith("(parcel_id, purpose) WHERE (superseded_by_id IS NULL)")


@pytest.mark.parametrize("up_to", [THROUGH[:1], THROUGH], ids=["submitted", "issued"])
def test_field_work_is_not_added_after_it_was_handed_in(field, up_to):
    thread = open_thread(field.west, field.citizen, up_to=up_to)
    with territory([thread.office.body.pk]):
        assert refusal(another_sheet("now()")) == "MK023"


def test_a_sheet_is_not_dated_back(field):
    thread = open_thread(field.west, field.citizen)
    with territory([thread.office.body.pk]):
        assert refusal(another_sheet("now()")) is None
        assert refusal(another_sheet("now() - interval '1 day'")) == "MK023"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE surveys_observation SET label = 'x'",
        "UPDATE surveys_fieldsheet SET misclosure_m = 0",
        "UPDATE surveys_survey SET purpose = 'sale'",
        "UPDATE surveys_surveyassessment SET answer = 'yes'",
        "DELETE FROM surveys_observation",
        "DELETE FROM surveys_surveydecision",
    ],
)
def test_the_application_has_no_right_to_change_what_was_observed_or_judged(issued, statement):
    with territory([issued.office.body.pk]):
        assert refusal(statement) == "42501"


def test_the_next_office_sees_nothing_of_a_survey(field, issued):
    with territory([field.east.body.pk]):
        for model in (SurveyDecision, FieldSheet, Observation):
            assert not model.objects.exists()
    with territory([field.west.body.pk]):
        assert SurveyDecision.objects.count() == 1
