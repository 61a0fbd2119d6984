"""The grants department reads what was brought, and says once which land a grant is; nobody else does either."""

import csv
from io import StringIO

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geo.accounts.enums import Role
from geo.audit.models import RowChange
from geo.municipalities.scope import everywhere, territory
from geo.outbox.services import deliver_due
from permits.past_grants import selectors
from permits.past_grants.enums import Match
from permits.past_grants.importing import import_grants
from permits.past_grants.models import PastGrant
from tests.factories import phones
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_NAME, canaries_in, enter_drawn
from tests.factories.places import member

LIST = "/grants/past/"
READERS = (Role.GRANTS, Role.COMMITTEE, Role.HEAD, Role.AMIN)
WHY = "محضر استلام سنة ١٤٣٠"


@pytest.fixture
def land(ground):
    """Three parcels of the east."""
    return enter_drawn(ground.east, "ABC", cell_m=20)


@pytest.fixture
def officer(ground):
    """The east's grants officer, signed in."""
    return client_of(member(Role.GRANTS, ground.east.body))


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def row(number, **said):
    told = {
        "number": number, "name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": "0555123987",
        "decision_number": f"ق/{number}", "decided": "11/6/1430", "plan": "000/9", "block": "5", "parcel": "12",
        "area": "625,00",
    }  # fmt: skip
    return told | said


def bring(office, *rows):
    import_grants(enumerate(rows, start=2), source="old", office=office.body)
    return kept()


def kept():
    with everywhere():
        return {each.source_key: each for each in PastGrant.objects.select_related("found_by")}


def said(parcel, why=WHY):
    return {"code": parcel.code, "why": why}


def page_of(grant):
    return f"{LIST}{grant.pk}/"


def test_the_list_tells_what_was_written_and_why_the_land_was_not_found(ground, land, officer):
    bring(ground.east, row("77"))
    text = officer.get(LIST).content.decode()
    for told in ("77", "ق/77", "١١ جمادى الآخرة ١٤٣٠هـ", "٢٠٠٩م", "000/9", "12", "٦٢٥", str(Match.PLAN_UNKNOWN.label)):
        assert told in text, told
    assert canaries_in(text) == []


def test_the_list_is_narrowed_to_what_was_found_and_to_one_reason(ground, land, officer):
    parcel = land["A"]
    found = row("1", plan=parcel.plan_number, block=parcel.block_label, parcel=parcel.number)
    bring(ground.east, found, row("2"), row("3", plan="", block="", parcel=""))
    told = {
        show: [each["grant"].number for each in officer.get(LIST, {"show": show}).context["rows"]]
        for show in ("", "missed", "found", "all", "not_named", "plan_unknown", "exact", "nonsense")
    }
    missed = ["2", "3"]
    assert told == {
        "": missed, "missed": missed, "found": ["1"], "all": ["1", *missed], "not_named": ["3"], "plan_unknown": ["2"],
        "exact": ["1"], "nonsense": missed,
    }  # fmt: skip


def test_pages_follow_one_another_and_leave_nothing_out(ground, officer, monkeypatch):
    monkeypatch.setattr(selectors, "PAGE", 2)
    numbers = [f"{each}" for each in range(1, 6)]
    bring(ground.east, *map(row, numbers))
    read, after = [], ""
    while after is not None:
        told = officer.get(LIST, {"after": after}).context
        read += [each["grant"].number for each in told["rows"]]
        after = told["next"]
    assert read == numbers
    assert officer.get(LIST, {"after": "junk"}).context["rows"]


def test_a_list_of_many_asks_as_often_as_a_list_of_one(ground, officer):
    asked = []
    for count in (1, 30):
        bring(ground.east, *(row(str(each)) for each in range(count)))
        officer.get(LIST)
        for path in (LIST, f"{LIST}list.csv"):
            with CaptureQueriesContext(connection) as queries:
                assert officer.get(path).status_code == 200
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


def test_the_table_opens_as_arabic_runs_no_formula_and_names_nobody(ground, officer):
    bring(ground.east, row("=1+1"))
    answer = officer.get(f"{LIST}list.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "no-store" in answer.headers["Cache-Control"]
    headings, line = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    assert len(headings) == len(line)
    assert {"'=1+1", "ق/=1+1", "1430/06/11", "2009-06-04", "000/9", "5", "12", "625.00"} <= set(line)
    assert str(Match.PLAN_UNKNOWN.label) in line
    assert canaries_in(answer.content.decode()) == []


@pytest.mark.parametrize("role", [role for role in Role if role not in READERS])
def test_who_has_no_part_in_grants_reads_and_writes_nothing(ground, land, role):
    grant = bring(ground.east, row("1"))["1"]
    person = client_of(member(role, ground.east.body, name=f"stranger-{role}"))
    answers = [person.get(path) for path in (LIST, f"{LIST}list.csv", page_of(grant))]
    answers.append(person.post(page_of(grant), said(land["A"])))
    assert [each.status_code for each in answers] == [403] * 4
    assert [canaries_in(each.content.decode()) for each in answers] == [[]] * 4
    assert kept()["1"].parcel_id is None


def test_a_citizen_is_refused_and_a_visitor_signs_in_first(ground, land):
    grant = bring(ground.east, row("1"))["1"]
    for path in (LIST, f"{LIST}list.csv", page_of(grant)):
        assert client_of(ground.citizen).get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert client_of(ground.citizen).post(page_of(grant), said(land["A"])).status_code == 403
    assert Client().post(page_of(grant), said(land["A"])).status_code == 302
    assert kept()["1"].parcel_id is None


@pytest.mark.parametrize("role", [role for role in READERS if role != Role.GRANTS])
def test_those_who_decide_read_it_and_only_the_department_says_which_land_it_is(ground, land, role):
    grant = bring(ground.east, row("1"))["1"]
    person = client_of(member(role, ground.east.body))
    shown = person.get(page_of(grant))
    assert CANARY_NAME in shown.content.decode()
    assert shown.context["form"] is None
    assert person.post(page_of(grant), said(land["A"])).status_code == 403
    assert kept()["1"].parcel_id is None


def test_the_next_office_sees_none_of_it(ground, land):
    grant = bring(ground.east, row("771177"))["771177"]
    other = client_of(member(Role.GRANTS, ground.west.body))
    for show in ("all", "missed"):
        assert "771177" not in other.get(LIST, {"show": show}).content.decode()
        assert "771177" not in other.get(f"{LIST}list.csv", {"show": show}).content.decode()
    assert other.get(page_of(grant)).status_code == 404
    assert other.post(page_of(grant), said(land["A"])).status_code == 404
    assert kept()["771177"].parcel_id is None


def test_the_page_shows_what_may_be_meant_and_never_the_identity_number(ground, land, officer):
    parcel = land["B"]
    grant = bring(ground.east, row("1", block=parcel.block_label, parcel=parcel.number))["1"]
    assert grant.match == Match.PLAN_UNKNOWN
    shown = officer.get(page_of(grant))
    assert [choice.now.id for each in shown.context["candidates"] for choice in each.choices] == [parcel.pk]
    assert shown.context["place"]["code"] == parcel.code
    text = shown.content.decode()
    assert f"?code={parcel.code}#find" in text and "land-map" in text
    assert CANARY_NAME in text and CANARY_IDENTIFIER not in text and "0555123987" not in text
    assert f'value="{parcel.code}"' in officer.get(page_of(grant), {"code": parcel.code}).content.decode()


def test_a_grant_whose_land_is_found_says_who_when_and_why_in_the_history_too(ground, land, officer):
    grant = bring(ground.east, row("1"))["1"]
    assert officer.post(page_of(grant), said(land["A"])).status_code == 302
    found = kept()["1"]
    assert (found.parcel_id, found.match, found.municipality_id) == (land["A"].pk, "person", ground.east.body.pk)
    assert (found.found_by, found.found_why) == (member(Role.GRANTS, ground.east.body), WHY)
    assert found.found_at > found.brought_at
    with everywhere():
        change = RowChange.objects.get(kind="past_grant", record=str(grant.pk))
    assert (change.actor_id, change.reason) == (found.found_by_id, WHY)
    assert change.after["parcel_id"] == str(land["A"].pk)
    shown = officer.get(page_of(grant))
    assert shown.context["form"] is None
    assert land["A"].code in shown.content.decode() and WHY in shown.content.decode()
    assert officer.get(LIST).context["rows"] == []


def test_the_land_is_said_once(ground, land, officer):
    grant = bring(ground.east, row("1"))["1"]
    officer.post(page_of(grant), said(land["A"]))
    again = officer.post(page_of(grant), said(land["B"], "آخر"))
    assert again.status_code == 409
    assert (kept()["1"].parcel_id, kept()["1"].found_why) == (land["A"].pk, WHY)
    with territory([ground.east.body.pk]), pytest.raises(Exception, match="stays"):
        PastGrant.objects.filter(pk=grant.pk).update(found_why="آخر")


def test_land_that_was_matched_by_the_import_is_not_said_again(ground, land, officer):
    parcel = land["A"]
    named = row("1", plan=parcel.plan_number, block=parcel.block_label, parcel=parcel.number)
    grant = bring(ground.east, named)["1"]
    assert officer.post(page_of(grant), said(land["B"])).status_code == 409
    assert kept()["1"].parcel_id == parcel.pk


@pytest.mark.parametrize(
    ("code", "why", "status"), [("", WHY, 400), ("1", WHY, 400), ("9" * 18, WHY, 400), (None, " ", 400)]
)
def test_no_code_a_wrong_one_and_no_reason_are_refused(ground, land, officer, code, why, status):
    grant = bring(ground.east, row("1"))["1"]
    told = {"code": land["A"].code if code is None else code, "why": why}
    assert officer.post(page_of(grant), told).status_code == status
    assert kept()["1"].match == Match.PLAN_UNKNOWN


def test_the_parcel_of_another_office_is_refused_and_one_officer_of_both_may_say_so(ground, land, officer):
    grant = bring(ground.east, row("1"))["1"]
    other = enter_drawn(ground.west, "A", cell_m=20)["A"]
    refused = officer.post(page_of(grant), said(other))
    assert refused.status_code == 409
    assert kept()["1"].parcel_id is None
    above = client_of(member(Role.GRANTS, ground.amana))
    assert above.post(page_of(grant), said(other)).status_code == 302
    assert (kept()["1"].parcel_id, kept()["1"].municipality_id) == (other.pk, ground.west.body.pk)


def test_the_database_takes_no_word_of_a_person_without_him_and_his_reason(ground, land):
    grant = bring(ground.east, row("1"))["1"]
    found = {"parcel": land["A"].pk, "match": Match.PERSON, "municipality": ground.east.body.pk}
    with territory([ground.east.body.pk]), pytest.raises(IntegrityError, match="past_grant_person_says_why"):
        PastGrant.objects.filter(pk=grant.pk).update(**found)


def test_an_import_again_leaves_what_a_person_said_and_misses_it_no_more(ground, land, officer):
    grant = bring(ground.east, row("1"))["1"]
    officer.post(page_of(grant), said(land["A"]))
    again = import_grants([(2, row("1"))], source="old", office=ground.east.body)
    assert (again.missed, again.differing, again.matches) == ([], [], {Match.PERSON: 1})
    assert kept()["1"].parcel_id == land["A"].pk


def test_the_citizen_is_then_told_his_plot(ground, land, officer, settings):
    settings.SMS_GATEWAY = "tests.factories.phones.send"
    grant = bring(ground.east, row("7788"))["7788"]
    assert land["A"].code not in answer_of_the_enquiry("7788")
    officer.post(page_of(grant), said(land["A"]))
    assert land["A"].code in answer_of_the_enquiry("7788")


def answer_of_the_enquiry(number):
    client = Client()
    phones.SENT.clear()
    assert client.post("/enquiry/", {"identifier": CANARY_IDENTIFIER, "number": number}).status_code == 302
    deliver_due()
    page = client.post("/enquiry/code/", {"code": phones.last_code()}, follow=True)
    assert page.redirect_chain[-1][0] == "/enquiry/answer/"
    return page.content.decode()


def test_the_citizen_is_told_of_a_decision_before_the_calendar_of_umm_al_qura(ground, settings):
    settings.SMS_GATEWAY = "tests.factories.phones.send"
    bring(ground.east, row("7788", decided="1/5/1910"))
    assert "١ مايو ١٩١٠م" in answer_of_the_enquiry("7788")


def test_the_board_leads_to_the_list(ground, officer):
    assert f'href="{LIST}"' in officer.get("/grants/").content.decode()


def test_a_plan_turned_round_is_asked_too_and_land_of_another_office_is_not_offered(ground, land, officer):
    parcel = land["C"]
    turned = "/".join(reversed(parcel.plan_number.split("/")))
    words = {"plan": turned, "block": parcel.block_label, "parcel": parcel.number}
    west = bring(ground.west, row("1", **words))["1"]
    assert west.match == Match.ELSEWHERE
    shown = client_of(member(Role.GRANTS, ground.west.body)).get(page_of(west))
    (choice,) = [choice for each in shown.context["candidates"] for choice in each.choices]
    assert (choice.now.id, choice.ours) == (parcel.pk, False)
    assert f"?code={parcel.code}" not in shown.content.decode()


def test_a_parcel_that_past_grants_name_says_how_many(ground, land, officer):
    parcel = land["A"]
    exact = {"plan": parcel.plan_number, "block": parcel.block_label, "parcel": parcel.number}
    grants = bring(ground.east, row("1", **exact), row("2", block=parcel.block_label, parcel=parcel.number))
    shown = officer.get(page_of(grants["2"]))
    assert [choice.named for each in shown.context["candidates"] for choice in each.choices] == [1]
    assert officer.post(page_of(grants["2"]), said(parcel)).status_code == 302
    assert {each.parcel_id for each in kept().values()} == {parcel.pk}


def test_a_day_before_the_calendar_of_umm_al_qura_is_told_in_the_other_alone(ground, officer):
    grant = bring(ground.east, row("1", decided="1/5/1910"))["1"]
    for path in (LIST, page_of(grant)):
        assert "١ مايو ١٩١٠م" in officer.get(path).content.decode()
    assert "1910-05-01" in officer.get(f"{LIST}list.csv").content.decode()
