"""A citizen asks by two numbers and a code where his permit stands; nobody else learns anything."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geo.messages.models import TextMessage
from geo.outbox.services import deliver_due
from geo.parties.services import identifier_hash
from permits.enquiries.errors import CodeWrong
from permits.enquiries.models import Enquiry
from permits.enquiries.registry import sources
from permits.enquiries.selectors import find
from permits.enquiries.services import OF_PERSON, TRIES, forget_enquiries, open_with
from tests.factories.cases import CANARY_IDENTIFIER, canaries_in

OTHER = "1011111111"


def ask(client, identifier, number, **headers):
    return client.post("/enquiry/", {"identifier": identifier, "number": number}, **headers)


def number_of(thread):
    return thread.permit().number


def open_answer(client, thread, phone):
    assert ask(client, CANARY_IDENTIFIER, number_of(thread)).status_code == 302
    deliver_due()
    return client.post("/enquiry/code/", {"code": phone.last_code()}, follow=True)


def test_the_owner_sees_state_next_step_plot_and_paper(thread, phone):
    client = Client()
    page = open_answer(client, thread, phone)
    assert page.redirect_chain[-1][0] == "/enquiry/answer/"
    text = page.content.decode()
    assert number_of(thread) in text
    assert page.headers["Referrer-Policy"] == "same-origin", "browsers send forms of other pages with the origin null"
    assert thread.parcel.code in text
    assert 'href="geo:' in text
    paper = client.get("/enquiry/answer/document.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Cache-Control"] == page.headers["Cache-Control"] == "private, no-store"
    assert canaries_in(text) == []


def test_the_number_may_be_typed_without_strokes_and_in_either_digits(thread, phone):
    bare = number_of(thread).replace("/", "").translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    ask(Client(), CANARY_IDENTIFIER, bare)
    deliver_due()
    assert len(phone.SENT) == 1
    assert phone.SENT[0][0] == "+966555123987"


@pytest.mark.parametrize("wrong", ["person", "number", "both"])
def test_a_pair_that_does_not_belong_together_gets_the_same_answer_and_no_code(thread, phone, wrong):
    known, unknown = Client(), Client()
    right = ask(known, CANARY_IDENTIFIER, number_of(thread))
    person = CANARY_IDENTIFIER if wrong == "number" else OTHER
    number = number_of(thread) if wrong == "person" else "510/1448/4/999999"
    other = ask(unknown, person, number)
    deliver_due()
    assert len(phone.SENT) == 1
    assert (right.status_code, right.headers["Location"]) == (other.status_code, other.headers["Location"])
    pages = [client.get("/enquiry/code/") for client in (known, unknown)]
    assert len({strip_token(page) for page in pages}) == 1
    tried = [client.post("/enquiry/code/", {"code": "000000"}) for client in (known, unknown)]
    assert [each.status_code for each in tried] == [400, 400]
    assert len({strip_token(page) for page in tried}) == 1


def strip_token(page):
    text = page.content.decode()
    start = text.find("csrfmiddlewaretoken")
    while start != -1:
        end = text.find(">", start)
        text = text[:start] + text[end:]
        start = text.find("csrfmiddlewaretoken")
    return text


def test_known_and_unknown_cost_the_same_statements_and_hashes(thread, phone, monkeypatch):
    number = number_of(thread)
    ask(Client(), OTHER, "1"), ask(Client(), OTHER, "2")  # whatever is made at the first time
    told = []
    for identifier in (CANARY_IDENTIFIER, "1022222222"):
        client = Client()
        client.get("/enquiry/")
        with CaptureQueriesContext(connection) as asked:
            ask(client, identifier, number)
        told.append([shape(query["sql"]) for query in asked.captured_queries])
    assert told[0] == told[1]
    assert len(told[0]) > 10
    kept = TextMessage.objects.order_by("-made_at")[:2]
    assert all(message.sealed for message in kept)


def test_a_record_that_is_found_ends_no_search_early(thread):
    person = identifier_hash(CANARY_IDENTIFIER)
    with CaptureQueriesContext(connection) as asked:
        assert find(person, re.sub(r"\D", "", number_of(thread))).source == "permits"
    (question,) = [query["sql"] for query in asked.captured_queries if "enquiry_permits_v1" in query["sql"]]
    for sources_that_know in (question, question.replace(person, identifier_hash(OTHER))):
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE) {sources_that_know}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert plan.count("Function Scan") == len(list(sources)) > 2
        assert "Sort" in plan and "never executed" not in plan


def shape(sql):
    """Return a statement without its values, and without the name of a savepoint."""
    return "SAVEPOINT" if "SAVEPOINT" in sql else " ".join(re.sub(r"'[^']*'", "?", sql).split()[:4])


def test_a_code_holds_for_five_minutes_and_for_five_tries(thread, phone):
    client = Client()
    ask(client, CANARY_IDENTIFIER, number_of(thread))
    deliver_due()
    for _try in range(TRIES):
        assert client.post("/enquiry/code/", {"code": "x"}).status_code == 400
    assert client.post("/enquiry/code/", {"code": phone.last_code()}).status_code == 400, "the right one comes too late"
    ask(client, CANARY_IDENTIFIER, number_of(thread))
    deliver_due()
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert client.post("/enquiry/code/", {"code": phone.last_code()}).status_code == 400


def test_a_code_opens_once_and_only_in_the_browser_that_asked(thread, phone):
    client, thief = Client(), Client()
    ask(client, CANARY_IDENTIFIER, number_of(thread))
    ask(thief, OTHER, number_of(thread))
    deliver_due()
    code = phone.last_code()
    assert thief.post("/enquiry/code/", {"code": code}).status_code == 400
    assert thief.get("/enquiry/answer/").status_code == 302
    before = client.session.session_key
    assert client.post("/enquiry/code/", {"code": code}).status_code == 302
    assert client.session.session_key != before, "whoever planted the session is left behind"
    assert client.get("/enquiry/answer/").status_code == 200
    again = Client()
    again.cookies["sessionid"] = before
    assert again.get("/enquiry/answer/").status_code == 302


def test_the_answer_closes_after_a_quarter_of_an_hour_and_when_it_is_finished(thread, phone):
    client = Client()
    open_answer(client, thread, phone)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        assert client.get("/enquiry/answer/").status_code == 302
        assert client.get("/enquiry/answer/document.pdf").status_code == 403
    assert client.get("/enquiry/answer/").status_code == 200
    client.post("/enquiry/end/")
    assert client.get("/enquiry/answer/").status_code == 302


def test_guesses_from_everywhere_learn_nothing_and_are_stopped_by_person_and_number(thread, phone):
    """Sixty guesses of numbers from sixty addresses about one person: after five, nothing is looked up any more."""
    answers = set()
    for guess in range(60):
        reply = ask(Client(), CANARY_IDENTIFIER, f"{guess}", REMOTE_ADDR=f"203.0.113.{guess + 1}")
        answers.add(reply.status_code)
    assert Enquiry.objects.count() == OF_PERSON.most
    assert answers == {302, 429}
    for guess in range(60):
        ask(Client(), f"10{guess:08d}", number_of(thread), REMOTE_ADDR=f"198.51.100.{guess + 1}")
    assert Enquiry.objects.count() == OF_PERSON.most + 10
    deliver_due()
    assert phone.SENT == []


@pytest.mark.parametrize("guesses", [120, pytest.param(10_000, marks=pytest.mark.full)])
def test_guesses_of_pairs_are_answered_alike_and_bring_nothing(thread, phone, guesses):
    """Each from an address of its own; among them a true pair, whose guesser does not hold the phone."""
    number, answers = number_of(thread), set()
    for guess in range(guesses):
        person = CANARY_IDENTIFIER if guess in (5, 50, 100) else f"10{guess:08d}"
        asked = number if guess in (50, 60, 70, 80) else f"{guess}"
        address = f"10.{guess >> 16}.{guess >> 8 & 255}.{guess & 255}"
        client = Client(REMOTE_ADDR=address)
        reply = ask(client, person, asked)
        told, tried = client.get("/enquiry/code/"), client.post("/enquiry/code/", {"code": "000000"})
        answers.add((reply.status_code, reply["Location"], strip_token(told), tried.status_code, strip_token(tried)))
        assert client.get("/enquiry/answer/").status_code == 302
        if guess % 40 == 39:
            deliver_due()
    assert len(answers) == 1
    assert len(phone.SENT) == 1, "the true pair's code went to the phone alone"
    assert not Enquiry.objects.filter(opened_at__isnull=False).exists()


def test_one_address_asks_twenty_times_an_hour(thread, phone):
    replies = [ask(Client(), f"10{guess:08d}", f"{guess}").status_code for guess in range(21)]
    assert replies == [302] * 20 + [429]


def test_an_unknown_key_and_an_unknown_source_are_as_wrong_as_a_wrong_code(thread, phone):
    ask(Client(), OTHER, "1")
    for key in (uuid4(), Enquiry.objects.get().pk):
        with pytest.raises(CodeWrong):
            open_with(key, code="123456")


def test_what_was_asked_is_forgotten_after_a_day(thread, phone):
    ask(Client(), OTHER, "1")
    assert forget_enquiries() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert forget_enquiries() == 1


def test_without_a_gateway_the_page_says_so(thread, settings):
    settings.SMS_GATEWAY = ""
    assert ask(Client(), OTHER, "1").status_code == 503


def test_no_identity_number_is_kept_of_a_question(thread, phone):
    ask(Client(), CANARY_IDENTIFIER, number_of(thread))
    kept = Enquiry.objects.values().get()
    assert CANARY_IDENTIFIER not in str(kept)
    assert len(kept["code_hash"]) == 64


def test_a_number_without_digits_and_an_identity_of_nine_are_refused(thread, phone):
    assert ask(Client(), CANARY_IDENTIFIER, "رقم").status_code == 400
    assert ask(Client(), "123456789", "1").status_code == 400
