"""A survey from the request to the decision: who may do what, what stands in the way, what is left behind."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from hijridate import Gregorian, Hijri

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.municipalities.scope import territory
from geo.printing.models import Printout
from geo.printing.selectors import find_by_code
from geo.series.models import ChainEntry, Issuance, Series
from geo.series.selectors import first_broken_entry
from parcels.register.enums import ParcelState
from permits.cases.errors import NoteMissing, StepNotAllowed, StepNotPossible
from permits.cases.models import Case, Claim
from permits.surveys.enums import DecisionStanding, SurveyPurpose
from permits.surveys.errors import (
    AlreadyAsked,
    FieldWorkClosed,
    FieldWorkNotYours,
    SurveyNotOpen,
    SurveyRulesNotMet,
    ValidityMissing,
)
from permits.surveys.models import FieldSheet, Observation, Survey, SurveyAssessment, SurveyDecision
from permits.surveys.selectors import decisions_on, standing
from permits.surveys.services import issue_decision
from tests.factories.cases import change_parcel, enter_drawn
from tests.permits.surveys.field import (
    THROUGH,
    ask_survey,
    hold,
    hold_survey_values,
    notes,
    open_thread,
    walked,
)


@pytest.fixture
def issued(field):
    return open_thread(field.west, field.citizen, up_to=THROUGH)


def assert_nothing_issued(thread, state):
    with territory([thread.office.body.pk]):
        assert Case.objects.get(pk=thread.survey.pk).state == state
        assert not SurveyDecision.objects.exists()
        assert not Printout.objects.exists()
        assert not Series.objects.filter(kind="survey decision").exists()


# --- the decision -----------------------------------------------------------------------------------


def test_three_hands_bring_a_decision_with_a_number_of_its_office_and_year(issued):
    decision = issued.decision()
    year = Gregorian.today().to_hijri().year
    assert re.fullmatch(rf"5011/{year}/6/00001", decision.number)
    hands = (decision.surveyed_by, decision.checked_by, decision.approved_by)
    assert hands == (issued.office.surveyor, issued.office.engineer, issued.office.head)
    assert decision.version_id == issued.parcel.version_id


def test_a_decision_states_four_areas_and_how_the_field_work_closed(issued):
    decision = issued.decision()
    assert decision.area_grid_m2 == pytest.approx(400)
    assert decision.area_ground_m2 == pytest.approx(400, rel=1e-3)
    assert decision.area_ground_m2 != decision.area_grid_m2
    assert decision.area_net_m2 == decision.area_ground_m2
    assert (decision.area_deed_m2, decision.deductions) == (None, [])
    assert decision.misclosure_m == pytest.approx(0.01, abs=1e-6)
    assert decision.misclosure_ratio == pytest.approx(0.01 / 79.99, rel=1e-3)


def test_a_decision_is_sealed_in_the_chain(issued):
    with territory([issued.office.body.pk]):
        acts = list(ChainEntry.objects.order_by("sequence").values_list("action", flat=True))
        assert first_broken_entry(issued.office.body.pk) is None
        sealed = Issuance.objects.get(subject=f"survey:{issued.survey.pk}").entry.hash
    assert acts == [
        "issue case", "case submit", "case check", "issue survey decision", "file printout", "case approve",
    ]  # fmt: skip
    assert issued.decision().chain_hash == sealed


def test_what_everyone_may_verify_names_no_person(issued):
    told = find_by_code(issued.decision().printout.code)
    facts = {fact.label_en: fact.value for fact in told.facts}
    assert facts["Parcel"] == issued.parcel.number
    assert Decimal(facts["Area on the ground"]) == Decimal(f"{issued.decision().area_ground_m2:.2f}")
    everything = " ".join(map(str, told.facts))
    assert not [user for user in (issued.office.surveyor, issued.office.head) if user.username in everything]


def test_issuing_twice_gives_the_same_decision_and_moves_no_counter(issued):
    with territory([issued.office.body.pk]):
        before = (ChainEntry.objects.count(), list(Series.objects.values_list("kind", "last_number")))
        survey = Survey.objects.get(pk=issued.survey.pk)
        assert issue_decision(survey=survey, approved_by=issued.office.head) == issued.decision()
        assert (ChainEntry.objects.count(), list(Series.objects.values_list("kind", "last_number"))) == before


def test_the_land_is_held_from_handing_in_until_the_decision(field):
    thread = open_thread(field.west, field.citizen)
    held = []
    for name in THROUGH:
        with territory([field.west.body.pk]):
            held.append(Claim.objects.filter(parcel_id=thread.parcel.pk, released_at=None).count())
        thread.take(name)
    with territory([field.west.body.pk]):
        held.append(Claim.objects.filter(parcel_id=thread.parcel.pk, released_at=None).count())
    assert held == [0, 1, 1, 0]


# --- validity ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unsigned")
def test_a_decision_holds_for_three_hijri_years_where_the_dated_rule_says_so(field):
    with time_machine.travel("2026-11-21T09:00:00+03:00", tick=True):
        decision = open_thread(field.west, field.citizen, up_to=THROUGH).decision()
    day = Gregorian(2026, 11, 21).to_hijri()
    assert decision.valid_until == date(*Hijri(day.year + 3, day.month, day.day).to_gregorian().datetuple())
    for offset, expected in ((0, DecisionStanding.VALID), (1, DecisionStanding.EXPIRED)):
        last = decision.valid_until
        with time_machine.travel(f"{last.replace(day=last.day + offset)}T12:00:00+03:00"):
            assert standing(decision) == expected


def test_a_decision_without_an_end_is_issued_where_the_dated_rule_knows_none(places):
    hold_survey_values()
    hold("survey_decision_validity", "0", "without end", since=date(2026, 2, 1))
    decision = open_thread(places.west, places.citizen, up_to=THROUGH).decision()
    assert decision.valid_until is None
    with time_machine.travel("2090-01-01T12:00:00+03:00"):
        assert standing(decision) == DecisionStanding.VALID


def test_without_a_dated_validity_nothing_is_issued(places):
    hold_survey_values(without=["survey_decision_validity"])
    thread = open_thread(places.west, places.citizen, up_to=("submit", "check"))
    with pytest.raises(ValidityMissing):
        thread.take("approve")
    assert_nothing_issued(thread, "recommended")


# --- one in force -----------------------------------------------------------------------------------


def test_a_later_decision_for_the_same_purpose_replaces_the_earlier_one(issued):
    later = ask_survey(issued.office, issued.parcel, issued.asker)
    later.record()
    for name in THROUGH:
        later.take(name)
    assert issued.decision().superseded_by_id == later.decision().pk
    assert standing(issued.decision()) == DecisionStanding.SUPERSEDED
    with territory([issued.office.body.pk]):
        assert list(decisions_on(issued.parcel.pk)) == [later.decision()]


def test_decisions_for_two_purposes_hold_beside_each_other(issued):
    other = ask_survey(issued.office, issued.parcel, issued.asker, purpose=SurveyPurpose.SALE)
    other.record()
    for name in THROUGH:
        other.take(name)
    assert standing(issued.decision()) == standing(other.decision()) == DecisionStanding.VALID


# --- who --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["engineer", "head", "citizen"])
def test_only_a_surveyor_of_the_office_records_field_work(field, who):
    thread = ask_survey(field.west, enter_drawn(field.west, "A")["A"], field.citizen)
    person = field.citizen if who == "citizen" else getattr(field.west, who)
    with pytest.raises(FieldWorkNotYours):
        thread.record(by=person)
    with pytest.raises(FieldWorkNotYours):
        thread.record(by=field.east.surveyor)


@pytest.mark.parametrize(
    ("up_to", "step", "who"),
    [
        ((), "submit", "citizen"),
        ((), "submit", "engineer"),
        (("submit",), "check", "surveyor"),
        (("submit",), "check", "head"),
        (("submit", "check"), "approve", "engineer"),
        (("submit", "check"), "approve", "citizen"),
        (("submit",), "cancel", "surveyor"),
    ],
)
def test_a_step_is_taken_by_its_role_only(field, up_to, step, who):
    thread = open_thread(field.west, field.citizen, up_to=up_to)
    person = field.citizen if who == "citizen" else getattr(field.west, who)
    with pytest.raises(StepNotAllowed):
        thread.take(step, by=person)


@pytest.mark.parametrize(
    ("up_to", "step", "who"), [(("submit",), "check", "engineer"), (THROUGH[:2], "approve", "head")]
)
def test_the_next_office_takes_no_step_here(field, up_to, step, who):
    thread = open_thread(field.west, field.citizen, up_to=up_to)
    with pytest.raises(StepNotAllowed):
        thread.take(step, by=getattr(field.east, who))


def test_whoever_observed_the_land_does_not_check_it_even_when_another_handed_it_in(field):
    Membership.objects.create(
        user=field.west.engineer, role=Role.SURVEYOR, municipality=field.west.body, starts_on=date(2020, 1, 1)
    )
    thread = ask_survey(field.west, enter_drawn(field.west, "A")["A"], field.citizen)
    thread.record(by=field.west.engineer)
    thread.take("submit")
    with pytest.raises(StepNotAllowed):
        thread.take("check", by=field.west.engineer)


@pytest.mark.parametrize(
    ("up_to", "step", "state"),
    [
        (("submit",), "return", "returned"),
        (("submit",), "reject", "rejected"),
        (("submit", "check"), "send_back", "submitted"),
    ],
)
def test_a_step_back_needs_its_reason(field, up_to, step, state):
    thread = open_thread(field.west, field.citizen, up_to=up_to)
    with pytest.raises(NoteMissing):
        thread.take(step)
    assert thread.take(step, note="سبب").state == state


def test_whoever_asked_may_withdraw_until_the_check(field):
    assert open_thread(field.west, field.citizen, up_to=("submit",)).take("cancel").state == "cancelled"
    thread = open_thread(field.east, field.citizen, up_to=("submit", "check"))
    with pytest.raises(StepNotPossible):
        thread.take("cancel")


# --- the field work ---------------------------------------------------------------------------------


def test_every_sheet_is_kept_and_the_last_one_counts(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, misclosure=0.02)))
    with territory([field.west.body.pk]):
        assert [sheet.number for sheet in FieldSheet.objects.all()] == [1, 2]
        assert Observation.objects.count() == 10
    for name in THROUGH:
        thread.take(name)
    assert thread.decision().misclosure_m == pytest.approx(0.02, abs=1e-6)


def test_observations_keep_the_raw_reading_and_are_tied_to_the_marks_of_the_register(field):
    open_thread(field.west, field.citizen)
    with territory([field.west.body.pk]):
        seen = list(Observation.objects.select_related("mark"))
    assert [one.label for one in seen] == ["1", "2", "3", "4", "1"]
    assert all(one.mark is not None for one in seen)
    assert seen[-1].mark_distance_m == pytest.approx(0, abs=1e-6)  # of the adjusted place, which is the first one's
    assert float(seen[0].raw_east) == pytest.approx(seen[0].geom.x, abs=1e-6)
    assert seen[0].mark_id == seen[-1].mark_id


def test_readings_of_another_system_are_transformed_by_a_named_operation(field):
    thread = ask_survey(field.west, enter_drawn(field.west, "A", cell_m=20)["A"], field.citizen)
    sheet = thread.record(notes(walked(thread.parcel), epsg=32639))
    assert sheet.operation
    assert sheet.operation_accuracy_m == pytest.approx(1.0)
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


@pytest.mark.parametrize("state", ["submitted", "recommended", "issued", "cancelled"])
def test_field_work_is_recorded_in_the_field_only(field, state):
    ways = {"submitted": THROUGH[:1], "recommended": THROUGH[:2], "issued": THROUGH, "cancelled": ("cancel",)}
    thread = open_thread(field.west, field.citizen, up_to=ways[state])
    with pytest.raises(FieldWorkClosed):
        thread.record()


def test_a_returned_survey_is_observed_again(field):
    thread = open_thread(field.west, field.citizen, up_to=("submit",))
    thread.take("return", note="أعد رصد الركن ٢")
    thread.record()
    for name in THROUGH:
        thread.take(name)
    assert thread.decision().sheet.number == 2


# --- guards -----------------------------------------------------------------------------------------


def test_nothing_is_handed_in_before_anything_was_observed(field):
    thread = ask_survey(field.west, enter_drawn(field.west, "A")["A"], field.citizen)
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_a_walk_that_does_not_come_back_is_not_handed_in(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel)[:-1]))
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_a_misclosure_beyond_the_limit_is_not_handed_in(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, misclosure=0.051)))
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_an_instrument_too_coarse_is_not_handed_in(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel), accuracy_m=Decimal("0.06")))
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")


def test_a_boundary_that_differs_from_the_register_is_not_checked(field):
    thread = open_thread(field.west, field.citizen)
    thread.record(notes(walked(thread.parcel, moved={"2": (0.2, 0)})))
    thread.take("submit")
    with pytest.raises(SurveyRulesNotMet):
        thread.take("check")
    with territory([field.west.body.pk]):
        (finding,) = [one for one in SurveyAssessment.objects.last().findings if one["answer"] == "no"]
    assert finding["rule"] == "survey_corners_agree"
    assert finding["geometry"]["type"] == "MultiPoint"


def test_a_parcel_frozen_after_the_check_gets_no_decision(field):
    thread = open_thread(field.west, field.citizen, up_to=("submit", "check"))
    change_parcel(field.west, thread.parcel, ParcelState.FROZEN)
    with pytest.raises(SurveyRulesNotMet):
        thread.take("approve")
    assert_nothing_issued(thread, "recommended")


@pytest.mark.parametrize(
    "missing", ["closure_absolute", "closure_relative", "survey_accuracy_build", "survey_against_register"]
)
def test_what_cannot_be_told_blocks_like_a_no(places, missing):
    hold_survey_values(without=[missing])
    thread = open_thread(places.west, places.citizen)
    with pytest.raises(SurveyRulesNotMet):
        thread.take("submit")
        thread.take("check")


def test_a_deed_that_differs_is_stated_and_does_not_stand_against_the_decision(field):
    thread = open_thread(field.west, field.citizen)
    with territory([field.west.body.pk]):
        version = thread.survey.version
        type(version.parcel).objects.filter(pk=version.parcel_id).update(deed_area_m2=Decimal("350"))
    for name in THROUGH:
        thread.take(name)
    assert thread.decision().area_deed_m2 == Decimal("350")
    with territory([field.west.body.pk]):
        run = SurveyAssessment.objects.last()
    noted = {one["rule"]: one for one in run.findings if not one["decides"]}
    assert run.answer == "yes"
    assert noted["survey_deed_area_agrees"]["answer"] == "no"
    assert noted["survey_deed_area_agrees"]["evidence"]["difference_m2"] == pytest.approx(50, abs=0.5)


# --- asking -----------------------------------------------------------------------------------------


def test_one_form_sent_twice_opens_one_survey(field):
    parcel, request = enter_drawn(field.west, "A")["A"], uuid4()
    first = ask_survey(field.west, parcel, field.citizen, request_id=request)
    assert ask_survey(field.west, parcel, field.citizen, request_id=request).survey == first.survey
    with pytest.raises(AlreadyAsked):
        ask_survey(field.west, parcel, field.citizen, purpose=SurveyPurpose.SALE, request_id=request)


def test_nobody_asks_for_a_survey_of_a_parcel_that_is_not_active(field):
    parcel = enter_drawn(field.west, "A")["A"]
    change_parcel(field.west, parcel, ParcelState.FROZEN)
    parcel.refresh_from_db()
    with pytest.raises(SurveyNotOpen):
        ask_survey(field.west, parcel, field.citizen)
