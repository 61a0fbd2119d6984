"""A fencing permit from the form to the verification page, through the pages, by three people."""

import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hijridate import Gregorian, Hijri

from geo.accounts.services import system_account
from geo.municipalities.scope import territory
from geo.outbox.models import Message
from geo.outbox.services import deliver_due
from geo.printing.models import Printout
from geo.series.models import ChainEntry, Issuance, Series
from geo.series.selectors import first_broken_entry
from parcels.register.enums import ParcelState
from permits.applications.assess import assess
from permits.applications.errors import AlreadyApplied, ParcelNotOpen, PermitUnknown, RulesNotMet, TermMissing
from permits.applications.models import Assessment, Permit, PermitApplication, PublishedPermit
from permits.applications.selectors import published_permit, standing
from permits.applications.services import Applicant, issue_permit
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from tests.factories.cases import (
    APPLICANT,
    apply,
    build,
    change_parcel,
    enter_drawn,
    hold_values,
    on_ground,
    open_thread,
    step,
)
from tests.grid import drawn

THROUGH = ("submit", "recommend", "approve")
#: The fields of the form as an Arabic keyboard types them.
TYPED = {"name": "  كناريا   بنت طائر المنجم ", "identifier": "١٠٩٨ ٧٦٥٤ ٣٢", "mobile": "٠٥٥٥-١٢٣-٩٨٧"}


@pytest.fixture
def issued(ground):
    return open_thread(ground.west, ground.citizen, up_to=THROUGH)


# --- through the pages ------------------------------------------------------------------------------


def test_three_people_bring_a_permit_through_the_pages(ground, client):
    parcel = enter_drawn(ground.west, "AAB", cell_m=10)["A"]
    client.force_login(ground.citizen)
    form = client.get(f"/permits/apply/fencing/{parcel.code}/").context["form"]
    sent = {**TYPED, "request_id": form.initial["request_id"], "corners": form.initial["corners"]}
    answer = client.post(f"/permits/apply/fencing/{parcel.code}/", sent)
    assert answer.status_code == 302
    case = answer.headers["Location"]
    page = client.get(case).content.decode()
    assert page.count("finding-yes") == 5
    assert "finding-no" not in page
    assert "٦٠٫٠٠" in page
    for person, name in (
        (ground.citizen, "submit"),
        (ground.west.engineer, "recommend"),
        (ground.west.head, "approve"),
    ):
        client.force_login(person)
        page = client.get(case).content.decode()
        assert f'value="{name}"' in page
        assert client.post(case, {"step": name, "note": ""}).status_code == 302
    client.force_login(ground.citizen)
    page = client.get(case).content.decode()
    number = PublishedPermit.objects.get().number
    assert number in page
    pdf = client.get(f"/permits/{number}/certificate.pdf")
    assert (pdf.status_code, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert pdf.headers["Cache-Control"] == "private, no-store"
    with territory([ground.west.body.pk]):
        assert pdf.content == bytes(Printout.objects.get().pdf)
        verify = f"/verify/{Printout.objects.get().code}/"
    assert verify in client.get(case).content.decode()
    client.logout()
    assert 'data-verdict="valid"' in client.get(verify).content.decode()
    assert client.get(f"/permits/{number}/").status_code == 200
    assert client.get(f"/permits/{number}/certificate.pdf").status_code == 302


def test_the_parcel_shows_its_permit_to_everyone(issued, client):
    number = issued.permit().number
    page = client.get(f"/parcels/{issued.parcel.code}/").content.decode()
    assert f"/permits/{number}/" in page
    assert "سارية" in page


# --- the permit -------------------------------------------------------------------------------------


def test_a_permit_has_a_number_of_its_office_year_and_kind(issued):
    permit = issued.permit()
    year = Gregorian.today().to_hijri().year
    assert re.fullmatch(rf"5011/{year}/4/00001", permit.number)
    assert permit.approved_by == issued.office.head
    assert permit.recommended_by == issued.office.engineer
    assert permit.version_id == issued.parcel.version_id


@pytest.mark.parametrize(
    ("issued_on", "expires_on"),
    [
        (date(2026, 11, 21), date(2027, 11, 10)),
        (date(2025, 6, 26), date(2026, 6, 16)),  # 1 Muharram 1447 to 1 Muharram 1448
        (date(2023, 7, 18), date(2024, 7, 6)),  # 30 Dhu al-Hijjah 1444: the next year has 29 or 30 days
    ],
)
@pytest.mark.usefixtures("unsigned")
def test_a_fencing_permit_holds_for_one_hijri_year(ground, issued_on, expires_on):
    day = Gregorian(*issued_on.timetuple()[:3]).to_hijri()
    following = Hijri(day.year + 1, day.month, 1).month_length()
    end = Hijri(day.year + 1, day.month, min(day.day, following)).to_gregorian()
    assert date(*end.datetuple()) == expires_on
    with time_machine.travel(f"{issued_on}T09:00:00+03:00", tick=True):
        permit = open_thread(ground.west, ground.citizen, up_to=THROUGH).permit()
    assert (permit.issued_on, permit.expires_on, permit.term_text) == (issued_on, expires_on, "1 hijri year")


@pytest.mark.usefixtures("unsigned")
def test_a_permit_issued_before_midnight_in_riyadh_is_of_that_day(ground):
    with time_machine.travel("2026-11-20T21:30:00+00:00", tick=True):
        permit = open_thread(ground.west, ground.citizen, up_to=THROUGH).permit()
    assert permit.issued_on == date(2026, 11, 21)


def test_a_permit_is_valid_through_its_last_day_and_expired_the_day_after(issued):
    public = PublishedPermit.objects.get()
    for offset, expected in ((0, "valid"), (1, "expired")):
        with time_machine.travel(f"{public.expires_on.replace(day=public.expires_on.day + offset)}T12:00:00+03:00"):
            assert standing(public) == expected


def test_without_a_term_nothing_is_issued(places):
    hold_values(without=["fencing_permit_validity"])
    thread = open_thread(places.west, places.citizen, up_to=("submit", "recommend"))
    with pytest.raises(TermMissing):
        thread.take("approve")
    assert_nothing_issued(thread, "recommended")


def test_a_permit_is_found_by_its_number_in_either_digits(issued, client):
    number = issued.permit().number
    eastern = number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert published_permit(eastern).number == number
    assert client.get(f"/permits/{eastern}/").status_code == 200
    with pytest.raises(PermitUnknown):
        published_permit("5011/1448/4/99999")
    assert client.get("/permits/5011/1448/4/99999/").status_code == 404
    assert client.get("/permits/x/certificate.pdf").status_code == 302


def test_the_second_permit_of_the_office_has_the_next_number(ground):
    land = enter_drawn(ground.west, "AABB", cell_m=10)
    numbers = []
    for parcel in land.values():
        case = apply(ground.west, parcel, ground.citizen).case
        for name, by in zip(THROUGH, (ground.citizen, ground.west.engineer, ground.west.head), strict=True):
            step(ground.west, case, name, by)
        with territory([ground.west.body.pk]):
            numbers.append(Permit.objects.get(application_id=case.pk).number[-5:])
    assert numbers == ["00001", "00002"]


# --- once -------------------------------------------------------------------------------------------


def test_a_second_approval_is_impossible(issued):
    with pytest.raises(StepNotPossible):
        issued.take("approve")
    with territory([issued.office.body.pk]):
        assert Permit.objects.count() == Printout.objects.count() == 1


def test_issuing_twice_gives_the_same_permit_and_moves_no_counter(issued):
    permit = issued.permit()
    with territory([issued.office.body.pk]):
        before = counted()
        again = issue_permit(
            application=PermitApplication.objects.get(pk=issued.case.pk), approved_by=issued.office.head
        )
        assert again == permit
        assert counted() == before


def test_one_form_sent_twice_opens_one_application(ground):
    parcel = enter_drawn(ground.west, "A")["A"]
    request = uuid4()
    first = apply(ground.west, parcel, ground.citizen, request_id=request)
    assert apply(ground.west, parcel, ground.citizen, request_id=request) == first
    with territory([ground.west.body.pk]):
        assert Case.objects.count() == PermitApplication.objects.count() == Assessment.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"corners": [1]},
        {"applicant": Applicant(name="غيرها", identifier=APPLICANT.identifier, mobile=APPLICANT.mobile)},
        {"applicant": Applicant(name=APPLICANT.name, identifier="1000000008", mobile=APPLICANT.mobile)},
    ],
)
def test_one_form_sent_again_with_other_words_is_refused(ground, changed):
    parcel = enter_drawn(ground.west, "A")["A"]
    request = uuid4()
    apply(ground.west, parcel, ground.citizen, request_id=request)
    with pytest.raises(AlreadyApplied):
        apply(ground.west, parcel, ground.citizen, request_id=request, **changed)


def test_one_form_sent_for_another_parcel_is_refused(ground):
    land = enter_drawn(ground.west, "AB")
    request = uuid4()
    apply(ground.west, land["A"], ground.citizen, request_id=request)
    with pytest.raises(AlreadyApplied):
        apply(ground.west, land["B"], ground.citizen, request_id=request)


def test_the_notice_is_written_once_and_delivered_once(issued, caplog):
    number = issued.permit().number
    (message,) = Message.objects.filter(topic="permit.issued")
    assert message.key == number
    assert number in message.payload["text_ar"]
    caplog.set_level("INFO", "mukhattat.notice")
    assert (deliver_due(), deliver_due()) == (1, 0)
    message.refresh_from_db()
    assert (message.attempts, message.last_error) == (1, "")
    assert message.delivered_at is not None
    assert [record.facts["permit"] for record in caplog.records if record.name == "mukhattat.notice"] == [number]


# --- what the decision leaves -----------------------------------------------------------------------


def test_issuing_is_sealed_in_the_chain_and_the_seal_stands_on_the_permit(issued):
    permit = issued.permit()
    with territory([issued.office.body.pk]):
        acts = list(ChainEntry.objects.order_by("sequence").values_list("action", "hash"))
        assert first_broken_entry(issued.office.body.pk) is None
        sealed = Issuance.objects.get(subject=f"application:{issued.case.pk}").entry.hash
    assert [act for act, _hash in acts] == [
        "issue case", "case submit", "case recommend", "issue permit fencing", "case waive", "case approve",
        "file printout",
    ]  # fmt: skip
    assert permit.chain_hash == sealed == dict(acts)["issue permit fencing"]


def test_every_look_at_the_rules_is_kept_with_its_evidence_in_both_languages(issued):
    with territory([issued.office.body.pk]):
        runs = list(Assessment.objects.order_by("pk"))
    assert [run.judged_by for run in runs] == [
        issued.citizen,
        issued.citizen,
        issued.office.engineer,
        issued.office.head,
        system_account(),
    ]
    assert {run.answer for run in runs} == {"yes"}
    for finding in runs[0].findings:
        assert finding.keys() >= {
            "rule",
            "cites",
            "answer",
            "evidence",
            "geometry",
            "title_ar",
            "title_en",
            "message_ar",
        }
        assert finding["title_ar"] != finding["title_en"]
        assert re.search(r"[\u0621-\u064a]", finding["title_ar"] + finding["message_ar"] + finding["hint_ar"])


def test_a_decision_can_be_judged_again_by_the_rules_of_its_day(issued):
    with territory([issued.office.body.pk]):
        application = PermitApplication.objects.select_related("version__parcel").get(pk=issued.case.pk)
        today = assess(application=application, by=issued.office.head)
        before_the_law = assess(application=application, by=issued.office.head, on=date(2019, 1, 1))
    assert today.answer == "yes"
    assert before_the_law.answer == "unknown"


# --- the ground moves -------------------------------------------------------------------------------


def test_a_parcel_frozen_after_the_recommendation_is_not_approved(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    change_parcel(ground.west, thread.parcel, ParcelState.FROZEN)
    with pytest.raises(RulesNotMet):
        thread.take("approve")
    assert_nothing_issued(thread, "recommended")
    change_parcel(ground.west, thread.parcel, ParcelState.ACTIVE)
    assert thread.take("approve").state == "issued"


def test_a_house_built_after_the_recommendation_stops_the_approval(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    build(ground.west, on_ground(drawn("A", cell_m=10)["A"], ground.west))
    with pytest.raises(RulesNotMet):
        thread.take("approve")
    assert_nothing_issued(thread, "recommended")


@pytest.mark.parametrize("missing", ["fence_on_boundary", "building_sliver"])
def test_what_cannot_be_told_blocks_like_a_no(places, missing):
    hold_values(without=[missing])
    thread = open_thread(places.west, places.citizen, up_to=("submit",))
    with territory([places.west.body.pk]):
        assert Assessment.objects.latest("pk").answer == "unknown"
    with pytest.raises(RulesNotMet):
        thread.take("recommend")
    assert_nothing_issued(thread, "submitted")


def test_the_page_of_a_refused_approval_says_which_rule_is_not_met_now(ground, client):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    change_parcel(ground.west, thread.parcel, ParcelState.FROZEN)
    client.force_login(ground.west.head)
    path = f"/applications/{thread.case.pk}/"
    answer = client.post(path, {"step": "approve", "note": "موافق"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count("finding-no") == 1
    assert str(ParcelInForce.hint) in page
    assert "موافق" in page
    assert_nothing_issued(thread, "recommended")


@pytest.mark.parametrize("state", [ParcelState.FROZEN, ParcelState.UNDER_CHANGE])
def test_nobody_applies_on_a_parcel_that_is_not_active(ground, client, state):
    parcel = enter_drawn(ground.west, "A")["A"]
    change_parcel(ground.west, parcel, state)
    client.force_login(ground.citizen)
    assert client.get(f"/permits/apply/fencing/{parcel.code}/").status_code == 409
    assert "/permits/apply/" not in client.get(f"/parcels/{parcel.code}/").content.decode()
    parcel.refresh_from_db()
    with pytest.raises(ParcelNotOpen):
        apply(ground.west, parcel, ground.citizen)


def assert_nothing_issued(thread, state):
    with territory([thread.office.body.pk]):
        assert Case.objects.get(pk=thread.case.pk).state == state
        assert not Permit.objects.exists()
        assert not Printout.objects.exists()
        assert not Series.objects.filter(kind="permit fencing").exists()
    assert not PublishedPermit.objects.exists()
    assert not Message.objects.exists()


def counted():
    return (
        list(Series.objects.values_list("kind", "last_number")), ChainEntry.objects.count(), Issuance.objects.count(),
        Printout.objects.count(), Message.objects.count(), timezone.localdate(),
    )  # fmt: skip
