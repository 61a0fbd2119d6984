"""What is in the file of a case: departments, requests, conditions, words; and the steps that wait for it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.municipalities.scope import territory
from geo.spatial_rules.models import ReferenceValue
from parcels.plans.enums import MaskKind
from permits.cases import conditions, referring, supplements, talk
from permits.cases.appeals import appeal, rule
from permits.cases.enums import ConditionStage, Opinion, Ruling, Stage, Wanted
from permits.cases.errors import (
    AlreadyClosed,
    AnswerMissing,
    AppealNotOpen,
    AskedAlready,
    DepartmentUnknown,
    FileClosed,
    FileTermMissing,
    MattersOpen,
    NotRevisable,
    NotYoursInFile,
    ReferralTermMissing,
    WordsMissing,
)
from permits.cases.guards import appeal_is_upheld
from permits.cases.models import Referral, ReferralRoute
from permits.cases.open_matters import open_before
from tests.factories.cases import apply, build, enter_drawn, open_thread, restrict, step
from tests.grid import drawn
from tests.permits.cases.filed import department, route
from tests.permits.cases.test_steps import member


@pytest.fixture
def thread(ground):
    """An application that the office's engineer reviews."""
    return open_thread(ground.west, ground.citizen, up_to=("submit",))


@pytest.fixture
def inside(thread):
    """The territory of the office, open for the length of a test."""
    with territory([thread.office.body.pk]):
        yield thread


def refer(thread, code="heritage", **facts):
    return referring.refer(case=thread.case, department=code, by=thread.office.engineer, **facts)


def answered(thread, opinion, text="", **facts):
    asked = refer(thread)
    referring.answer(referral=asked, by=User.objects.get(username="consulted"), opinion=opinion, text=text, **facts)
    return Referral.objects.get(pk=asked.pk)


# --- departments ------------------------------------------------------------------------------------


def test_a_step_waits_for_a_department_and_goes_on_with_its_consent(inside):
    department()
    consulted = member(inside.office, Role.CONSULTED, username="consulted")
    asked = refer(inside, question="هل من مانع؟")
    with pytest.raises(MattersOpen):
        inside.take("recommend")
    referring.answer(referral=asked, by=consulted, opinion=Opinion.CONSENTS)
    assert inside.take("recommend").state == "recommended"


def test_an_objection_stands_until_the_department_is_asked_again_and_consents(inside):
    department()
    member(inside.office, Role.CONSULTED, username="consulted")
    answered(inside, Opinion.OBJECTS, "يمس السور سوراً أثرياً")
    with pytest.raises(MattersOpen):
        inside.take("recommend")
    answered(inside, Opinion.CONSENTS)
    assert not open_before(inside.case, Stage.DECISION)
    assert inside.take("recommend").state == "recommended"


def test_a_consent_with_a_condition_imposes_it_before_the_permit(inside):
    department()
    member(inside.office, Role.CONSULTED, username="consulted")
    asked = answered(inside, Opinion.CONDITIONS, "بإشراف آثاري", stage=ConditionStage.ISSUE)
    (condition,) = asked.conditions.all()
    assert (condition.text, condition.stage) == ("بإشراف آثاري", ConditionStage.ISSUE)
    inside.take("recommend")
    with pytest.raises(MattersOpen):
        inside.take("approve")
    conditions.discharge(condition=condition, by=inside.office.engineer, how="محضر الإشراف رقم ٣")
    assert inside.take("approve").state == "issued"


@pytest.mark.parametrize("opinion", [Opinion.OBJECTS, Opinion.CONDITIONS])
def test_an_answer_against_or_with_a_condition_needs_words(inside, opinion):
    department()
    member(inside.office, Role.CONSULTED, username="consulted")
    with pytest.raises(WordsMissing):
        answered(inside, opinion, "  ")


def test_only_the_department_answers_and_it_answers_once(inside):
    to = department()
    consulted = member(inside.office, Role.CONSULTED, username="consulted")
    asked = refer(inside)
    for person in (inside.office.engineer, inside.office.head, inside.citizen):
        with pytest.raises(NotYoursInFile):
            referring.answer(referral=asked, by=person, opinion=Opinion.CONSENTS)
    with pytest.raises(NotYoursInFile):
        referring.answer(referral=asked, by=consulted, opinion=Opinion.SILENT)
    named = member(inside.office, Role.CONSULTED, username="named")
    to.people.add(named)
    with pytest.raises(NotYoursInFile):
        referring.answer(referral=asked, by=consulted, opinion=Opinion.CONSENTS)
    referring.answer(referral=asked, by=named, opinion=Opinion.CONSENTS)
    with pytest.raises(AlreadyClosed):
        referring.answer(referral=asked, by=named, opinion=Opinion.CONSENTS)


def test_the_same_role_in_the_next_office_does_not_answer(ground, inside):
    department()
    stranger = member(ground.east, Role.CONSULTED, username="stranger")
    with pytest.raises(NotYoursInFile):
        referring.answer(referral=refer(inside), by=stranger, opinion=Opinion.CONSENTS)


def test_asking_by_hand_needs_a_department_a_term_and_somebody_of_the_office(inside):
    to = department()
    with pytest.raises(DepartmentUnknown):
        refer(inside, "nobody")
    refer(inside)
    with pytest.raises(AskedAlready):
        refer(inside)
    with pytest.raises(NotYoursInFile):
        referring.refer(case=inside.case, department="heritage", by=inside.citizen)
    ReferralRoute.objects.filter(department=to).update(valid_to=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ReferralTermMissing):
        refer(inside)


def test_a_restricted_area_on_the_land_sends_the_case_to_its_department_once(ground):
    to, other = department("heritage"), department("stormwater")
    route(to, "mask", "heritage", working_days=7)
    route(other, "mask", "flood_channel")
    west, south, _east, _north = ground.west.district.geom.extent
    (land,) = drawn("M", cell_m=5, west=west, south=south).values()
    restrict(ground.west, land, MaskKind.HERITAGE)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    with territory([ground.west.body.pk]):
        (asked,) = Referral.objects.filter(case=thread.case)
        assert (asked.department, asked.trigger, asked.hit) == (to, "mask", "heritage")
        assert asked.opened_by.username == "system"
        assert (asked.due_on - timezone.localdate()).days >= 7
    thread.take("return", note="أكمل")
    thread.take("submit")
    with territory([ground.west.body.pk]):
        assert Referral.objects.filter(case=thread.case).count() == 1


def test_land_that_only_touches_a_restricted_area_is_not_sent(ground):
    route(department("heritage"), "mask", "heritage")
    parcels = enter_drawn(ground.west, "AB", cell_m=20)
    restrict(ground.west, drawn(".M", cell_m=20, west=ground.west.district.geom.extent[0],
                                south=ground.west.district.geom.extent[1])["M"], MaskKind.HERITAGE)  # fmt: skip
    case = apply(ground.west, parcels["A"], ground.citizen).case
    step(ground.west, case, "submit", ground.citizen)
    with territory([ground.west.body.pk]):
        assert not Referral.objects.filter(case=case).exists()


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"value": "fencing"}, True),
        ({"value": "building"}, False),
        ({"value": "fencing", "kind": "fencing"}, True),
        ({"value": "fencing", "kind": "building"}, False),
        ({"value": "fencing", "place": "5011"}, True),
        ({"value": "fencing", "place": "500"}, True),
        ({"value": "fencing", "place": "5012"}, False),
        ({"value": "fencing", "valid_from": date(2099, 1, 1)}, False),
        ({"value": "fencing", "valid_to": date(2021, 1, 1)}, False),
        ({"value": "fencing", "jurisdiction": "SA-99"}, False),
    ],
)
def test_a_kind_is_sent_where_and_when_the_data_say(ground, facts, asked):
    route(department("traffic"), "kind", **facts)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    with territory([ground.west.body.pk]):
        assert Referral.objects.filter(case=thread.case).exists() is asked


def test_a_rule_that_is_not_met_sends_the_case_to_its_department(ground):
    route(department("planning"), "rule", "parcel_vacant")
    (parcel,) = enter_drawn(ground.west, "A", cell_m=20).values()
    west, south, _east, _north = ground.west.district.geom.extent
    build(ground.west, drawn("H", cell_m=5, west=west, south=south)["H"])
    case = apply(ground.west, parcel, ground.citizen).case
    step(ground.west, case, "submit", ground.citizen)
    with territory([ground.west.body.pk]):
        assert [one.hit for one in Referral.objects.filter(case=case)] == ["parcel_vacant"]


def test_silence_is_consent_where_the_data_say_so_and_only_after_the_last_day(ground, inside):
    to, waiting = department("traffic"), department("heritage")
    route(to, "hand", "", silence="consents", valid_from=date(2021, 1, 1))
    quiet, strict = refer(inside, "traffic"), refer(inside, waiting.code)
    last = quiet.due_on
    assert referring.close_silent(today=last) == 0
    assert referring.close_silent(today=last + timedelta(days=1)) == 1
    quiet.refresh_from_db()
    strict.refresh_from_db()
    assert (quiet.opinion, quiet.closed_by.username, strict.opinion) == (Opinion.SILENT, "system", "")


# --- requests to the applicant ------------------------------------------------------------------------


def test_a_request_stops_the_step_until_the_applicant_answers(inside):
    asked = supplements.ask(
        case=inside.case, wanted=Wanted.TEXT, request="أي جهة تشرف على السور؟", by=inside.office.engineer
    )
    with pytest.raises(MattersOpen):
        inside.take("recommend")
    with pytest.raises(NotYoursInFile):
        supplements.supply(supplement=asked, by=inside.office.engineer, text="أنا")
    with pytest.raises(WordsMissing):
        supplements.supply(supplement=asked, by=inside.citizen, text=" ")
    supplements.supply(supplement=asked, by=inside.citizen, text="مكتب البناء الهندسي")
    assert supplements.open_supplements(inside.case) == []
    assert inside.take("recommend").state == "recommended"


def test_a_document_that_is_asked_for_must_be_there(inside):
    asked = supplements.ask(case=inside.case, wanted=Wanted.DOCUMENT, request="صورة الصك", by=inside.office.engineer)
    with pytest.raises(AnswerMissing):
        supplements.supply(supplement=asked, by=inside.citizen, text="مرفق")


def test_the_drawing_of_a_fence_is_not_asked_for_since_it_follows_from_its_sides(inside):
    with pytest.raises(NotRevisable):
        supplements.ask(case=inside.case, wanted=Wanted.GEOMETRY, request="صحح", by=inside.office.engineer)


def test_a_request_that_is_withdrawn_holds_nothing_up(inside):
    asked = supplements.ask(case=inside.case, wanted=Wanted.TEXT, request="؟", by=inside.office.engineer)
    supplements.withdraw(supplement=asked, by=inside.office.engineer)
    assert inside.take("recommend").state == "recommended"


def test_without_a_recorded_term_nothing_is_asked(inside):
    ReferenceValue.objects.filter(code="supplement_answer").update(valid_to=date(2020, 2, 1))
    with pytest.raises(FileTermMissing):
        supplements.ask(case=inside.case, wanted=Wanted.TEXT, request="؟", by=inside.office.engineer)


# --- conditions, words, who works on it --------------------------------------------------------------


def test_a_condition_before_a_later_step_holds_only_that_step(inside):
    for stage in (ConditionStage.START, ConditionStage.COMPLETION):
        conditions.impose(case=inside.case, text="شرط", stage=stage, by=inside.office.engineer)
    assert len(open_before(inside.case, Stage.START).conditions) == 1
    assert len(open_before(inside.case, Stage.COMPLETION).conditions) == 2
    inside.take("recommend")
    assert inside.take("approve").state == "issued"


def test_the_applicant_reads_what_is_shared_with_him_and_a_department_nothing_of_the_office(inside):
    consulted = member(inside.office, Role.CONSULTED, username="consulted")
    talk.say(case=inside.case, text="بيننا", by=inside.office.engineer)
    talk.say(case=inside.case, text="لك", by=inside.office.engineer, shared=True)
    talk.say(case=inside.case, text="شكراً", by=inside.citizen)
    assert [one.text for one in talk.comments_for(inside.case, inside.citizen)] == ["لك", "شكراً"]
    assert len(talk.comments_for(inside.case, inside.office.head)) == 3
    assert [one.text for one in talk.comments_for(inside.case, consulted)] == ["لك", "شكراً"]
    with pytest.raises(NotYoursInFile):
        talk.say(case=inside.case, text="من بعيد", by=consulted)


def test_a_case_is_given_to_those_who_may_work_on_it_and_to_nobody_else(ground, inside):
    talk.assign(case=inside.case, person=inside.office.engineer, by=inside.office.head)
    assert talk.assigned_to(inside.case) == inside.office.engineer
    for person in (ground.east.engineer, inside.citizen):
        with pytest.raises(NotYoursInFile):
            talk.assign(case=inside.case, person=person, by=inside.office.head)
    talk.assign(case=inside.case, person=None, by=inside.office.engineer)
    assert talk.assigned_to(inside.case) is None


def test_nothing_is_added_to_a_case_at_its_end_but_the_appeal(inside):
    department()
    inside.take("reject", note="خارج النظام")
    engineer = inside.office.engineer
    with pytest.raises(FileClosed):
        refer(inside)
    with pytest.raises(FileClosed):
        supplements.ask(case=inside.case, wanted=Wanted.TEXT, request="؟", by=engineer)
    with pytest.raises(FileClosed):
        conditions.impose(case=inside.case, text="شرط", stage=ConditionStage.ISSUE, by=engineer)


# --- appeals -----------------------------------------------------------------------------------------


def test_a_rejection_is_appealed_once_and_decided_by_another_hand(inside):
    inside.take("reject", note="خارج النظام")
    with pytest.raises(NotYoursInFile):
        appeal(case=inside.case, grounds="لا", by=inside.office.head)
    made = appeal(case=inside.case, grounds="القطعة شاغرة منذ سنوات", by=inside.citizen)
    with pytest.raises(AppealNotOpen):
        appeal(case=inside.case, grounds="مرة أخرى", by=inside.citizen)
    for person in (inside.office.engineer, inside.citizen):
        with pytest.raises(NotYoursInFile):
            rule(contested=made, by=person, ruling=Ruling.UPHELD, reasons="نعم")
    rule(contested=made, by=inside.office.head, ruling=Ruling.UPHELD, reasons="ثبت شغورها")
    appeal_is_upheld(inside.case)
    with pytest.raises(AlreadyClosed):
        rule(contested=made, by=inside.office.head, ruling=Ruling.DISMISSED, reasons="لا")


def test_the_sixtieth_day_is_the_last(inside):
    inside.take("reject", note="خارج النظام")
    today = timezone.localdate()
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=True), pytest.raises(AppealNotOpen):
        appeal(case=inside.case, grounds="متأخر", by=inside.citizen)
    assert appeal(case=inside.case, grounds="اليوم", by=inside.citizen).last_day == today + timedelta(days=60)
