"""Tokens: for open programs of licensed offices, for what was asked, in the office's name or a person's."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from permits.offices.errors import NotYourOffice, RedirectNotAllowed
from permits.offices.models import Program
from permits.offices.services import close_program, make_program
from tests.factories.offices import ask_for_token, call, token_of

LIST = "/api/v1/applications"
BACK = "https://office.example/back"


def test_a_program_gets_a_token_of_an_hour_and_reads_its_list(made):
    answer = ask_for_token(made)
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
    assert call(made, "GET", LIST, token=told["access_token"]).json() == {"results": [], "next": None}


def test_the_database_holds_neither_secret_nor_token(made):
    kept = AccessToken.objects.get()
    assert made.token not in kept.token
    assert made.secret not in made.program.client.client_secret
    assert made.program.client.client_secret


def test_a_wrong_secret_gets_nothing(made):
    answer = ask_for_token(made, secret="wrong")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("token", ["", "made-up"])
def test_without_a_token_that_holds_nothing_is_read(made, token):
    answer = call(made, "GET", LIST, token=token)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="mukhattat"'
    assert answer.json()["code"] in ("not_authenticated", "authentication_failed")


def test_a_token_that_has_ended_is_none(made):
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert call(made, "GET", LIST).json()["code"] == "authentication_failed"


def test_a_token_for_reading_files_nothing(made):
    reading = token_of(made, scope="applications:read")
    assert call(made, "GET", LIST, token=reading).status_code == 200
    answer = call(made, "POST", LIST, {}, token=reading)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize(
    "ending", [{"licensed_until": timezone.localdate() - timedelta(days=1)}, {"stopped_on": timezone.localdate()}]
)
def test_an_office_without_a_licence_in_force_gets_no_token_and_those_it_has_are_refused(made, ending):
    for name, value in ending.items():
        setattr(made.office, name, value)
    made.office.save()
    assert call(made, "GET", LIST).json()["code"] == "office_not_licensed"
    assert ask_for_token(made).json()["error"] == "invalid_client"


def test_a_closed_program_and_its_tokens_have_ended(made):
    close_program(program=made.program, by=made.person)
    assert call(made, "GET", LIST).status_code == 401
    assert ask_for_token(made).status_code == 401
    assert Program.objects.get().closed_at is not None


def test_only_a_person_of_the_office_makes_and_closes_programs(made, ground):
    with pytest.raises(NotYourOffice):
        make_program(office=made.office, name="x", redirect_uri="", by=ground.citizen)
    with pytest.raises(NotYourOffice):
        close_program(program=made.program, by=ground.west.head)


@pytest.mark.parametrize("address", ["http://office.example/", "office.example", "https://", "https://a.example/#x"])
def test_people_are_sent_back_over_https_only(made, address):
    with pytest.raises(RedirectNotAllowed):
        make_program(office=made.office, name="x", redirect_uri=address, by=made.person)


# --- a person lets a program act for him --------------------------------------------------------


@pytest.fixture
def program(made):
    return make_program(office=made.office, name="برنامج الموظفين", redirect_uri=BACK, by=made.person)


def question(program, **changed):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 64).digest()).decode().rstrip("=")
    asked = {
        "client_id": program[0].client.client_id, "response_type": "code", "redirect_uri": BACK, "state": "s1",
        "scope": "applications:read", "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    return {name: value for name, value in {**asked, **changed}.items() if value is not None}


def allowed(client, program, **changed):
    page = client.get("/oauth/authorize", question(program, **changed))
    assert page.status_code == 200, page.content
    fields = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    answer = client.post("/oauth/authorize", {**fields, "allow": "true"})
    return {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(program, code, verifier="v" * 64):
    sent = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": verifier,
        "client_id": program[0].client.client_id, "client_secret": program[1],
    }  # fmt: skip
    return Client().post("/oauth/token", sent)


def test_a_person_of_the_office_lets_the_program_act_in_his_name(made, program, client):
    client.force_login(made.person)
    back = allowed(client, program)
    assert back["state"] == "s1"
    told = exchange(program, back["code"]).json()
    assert call(made, "GET", LIST, token=told["access_token"]).status_code == 200
    kept = RefreshToken.objects.get()
    assert told["refresh_token"] not in kept.token
    again = Client().post(
        "/oauth/token",
        {"grant_type": "refresh_token", "refresh_token": told["refresh_token"],
         "client_id": program[0].client.client_id, "client_secret": program[1]},
    )  # fmt: skip
    assert again.status_code == 200, again.content
    assert call(made, "GET", LIST, token=again.json()["access_token"]).status_code == 200
    assert call(made, "GET", LIST, token=told["access_token"]).status_code == 401


def test_a_code_serves_once_and_with_its_verifier(made, program, client):
    client.force_login(made.person)
    code = allowed(client, program)["code"]
    assert exchange(program, code, verifier="w" * 64).json()["error"] == "invalid_grant"
    code = allowed(client, program)["code"]
    assert exchange(program, code).status_code == 200
    assert exchange(program, code).json()["error"] == "invalid_grant"


def test_without_pkce_no_code_is_given(made, program, client):
    client.force_login(made.person)
    answer = client.get("/oauth/authorize", question(program, code_challenge=None, code_challenge_method=None))
    assert "error=invalid_request" in answer.headers["Location"]


def test_whoever_left_the_office_is_asked_nothing_and_his_tokens_are_refused(made, program, client):
    client.force_login(made.person)
    token = exchange(program, allowed(client, program)["code"]).json()["access_token"]
    made.office.members.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert call(made, "GET", LIST, token=token).json()["code"] == "program_closed"
    assert client.get("/oauth/authorize", question(program)).status_code == 403


def test_a_stranger_cannot_let_an_offices_program_act_for_him(program, ground, client):
    client.force_login(ground.citizen)
    assert client.get("/oauth/authorize", question(program)).status_code == 403


def test_an_address_that_was_not_written_down_is_never_gone_back_to(made, program, client):
    client.force_login(made.person)
    answer = client.get("/oauth/authorize", question(program, redirect_uri="https://elsewhere.example/"))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_the_page_of_leave_may_lead_back_to_the_program_and_nowhere_else(made, program, client):
    client.force_login(made.person)
    policy = client.get("/oauth/authorize", question(program)).headers["Content-Security-Policy"]
    assert "form-action 'self' https://office.example;" in policy + ";"


def test_programs_find_where_tokens_are(client):
    told = client.get("/.well-known/oauth-authorization-server").json()
    assert told["token_endpoint"] == "http://testserver/oauth/token"
    assert told["code_challenge_methods_supported"] == ["S256"]
