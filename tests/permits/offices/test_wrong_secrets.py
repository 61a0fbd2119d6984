"""Wrong secrets and tokens are counted in the database: who sends too many waits, and nobody else."""

from base64 import b64encode
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from geo.accounts.models import VisitorAct
from geo.accounts.visitors import Limit
from permits.offices import knocking
from permits.offices.oauth import OfficeValidator
from permits.offices.services import make_program
from tests.factories.offices import call

LIST = "/api/v1/applications"
HERE, ELSEWHERE = "198.51.100.7", "198.51.100.8"


@pytest.fixture(autouse=True)
def low_limits(monkeypatch):
    """Three wrong secrets of a program, six of an address, four wrong tokens."""
    for name, most in (("OF_PROGRAM", 3), ("OF_ADDRESS", 6), ("OF_TOKENS", 4)):
        monkeypatch.setattr(knocking, name, Limit(getattr(knocking, name).act, most, timedelta(minutes=10)))


def ask(client, secret, *, address=HERE, path="/oauth/token", **body):
    """Ask for a token in a worker that remembers nothing."""
    cache.clear()
    pair = b64encode(f"{client}:{secret}".encode()).decode()
    sent = {"grant_type": "client_credentials", "scope": "applications:read", "token": "x", **body}
    return Client(REMOTE_ADDR=address).post(path, sent, headers={"authorization": f"Basic {pair}"})


def wrong(made, times, **more):
    return [ask(made.program.client.client_id, "wrong", **more).status_code for _ in range(times)]


def right(made, **more):
    return ask(made.program.client.client_id, made.secret, **more)


def test_after_some_wrong_secrets_a_program_waits_at_that_address_even_with_the_right_one(made):
    assert wrong(made, 4) == [401, 401, 401, 429]
    answer = right(made)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_wrong_secrets")
    assert 0 < int(answer.headers["Retry-After"]) <= 600


def test_nobody_locks_an_office_out_from_another_address(made):
    wrong(made, 5, address=ELSEWHERE)
    assert right(made).status_code == 200


def test_another_program_behind_the_same_address_goes_on(made):
    wrong(made, 4)
    other, secret = make_program(office=made.office, name="آخر", redirect_uri="", by=made.person)
    assert ask(other.client.client_id, secret).status_code == 200


def test_an_address_that_tries_many_programs_waits_with_all_of_them(made):
    assert [ask(f"made-up-{turn}", "x").status_code for turn in range(7)] == [401] * 6 + [429]
    assert right(made).status_code == 429


def test_a_second_name_in_the_body_is_counted_too(made):
    body = {"client_id": made.program.client.client_id, "client_secret": "wrong"}
    assert [ask(f"other-{turn}", "x", **body).status_code for turn in range(4)] == [401, 401, 401, 429]


def test_while_one_waits_no_secret_is_looked_at(made, monkeypatch):
    wrong(made, 3)
    looked = []
    monkeypatch.setattr(OfficeValidator, "_check_secret", lambda *told: looked.append(1))
    assert wrong(made, 2) == [429, 429]
    assert looked == []


def test_the_wait_ends(made):
    wrong(made, 3)
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert right(made).status_code == 200


def test_right_secrets_are_not_counted(made):
    assert [right(made).status_code for _ in range(8)] == [200] * 8
    assert not VisitorAct.objects.exists()


def test_ending_a_token_asks_for_the_secret_too_and_is_counted(made):
    assert wrong(made, 4, path="/oauth/revoke") == [401, 401, 401, 429]


def test_a_header_that_is_no_base64_is_counted_by_address(made):
    client = Client(REMOTE_ADDR=HERE)
    cache.clear()
    sent = [client.post("/oauth/token", headers={"authorization": "Basic %%"}).status_code for _ in range(7)]
    assert set(sent[:6]) == {sent[0]} and sent[0] in (400, 401)
    assert sent[6] == (429 if sent[0] == 401 else 400)


def test_wrong_tokens_are_told_to_wait_and_the_right_one_passes(made):
    assert [call(made, "GET", LIST, token=f"made-up-{turn}").status_code for turn in range(6)] == [401] * 4 + [429] * 2
    answer = call(made, "GET", LIST, token="made-up")
    assert answer.json()["code"] == "too_many_wrong_secrets" and int(answer.headers["Retry-After"]) > 0
    assert call(made, "GET", LIST).status_code == 200


def test_the_count_stays_although_the_request_was_undone(made):
    call(made, "POST", LIST, {}, token="made-up")
    assert VisitorAct.objects.filter(act="wrong token").count() == 1


def test_asking_without_any_token_is_no_guess(made):
    assert Client().get(LIST).status_code == 401
    assert not VisitorAct.objects.exists()
