"""The pages of an office: for its people, and, where mandates are concerned, for heads of municipal offices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from geo.municipalities.scope import territory
from geo.outbox.services import deliver_due
from permits.offices.models import Mandate, OfficeMember, Program, Webhook
from permits.offices.webhooks import make_webhook
from tests.factories.offices import REGISTRATION, call, filed_by_program

PAGE = f"/offices/{REGISTRATION}/"


def test_a_person_of_the_office_makes_a_program_and_sees_its_secret_once(made, client):
    client.force_login(made.person)
    page = client.post(PAGE, {"act": "make_program", "name": "برنامج ثان", "redirect_uri": ""})
    assert page.status_code == 200
    program = Program.objects.order_by("-pk")[0]
    assert program.client.client_id in page.content.decode()
    secret = page.context["secret"]
    assert len(secret) > 60
    assert secret in page.content.decode()
    assert secret not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"act": "close_program", "key": program.pk}).status_code == 302
    program.refresh_from_db()
    assert program.closed_at is not None


def test_a_refused_address_comes_back_with_the_reason(made, client):
    client.force_login(made.person)
    page = client.post(PAGE, {"act": "make_webhook", "url": "https://127.0.0.1/hook"})
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
    assert not Webhook.objects.exists()


def test_the_log_shows_messages_and_sends_one_again(made, ground, heard, client):
    make_webhook(office=made.office, url=heard.url, by=made.person)
    key = filed_by_program(made, ground.west)
    call(made, "POST", f"/api/v1/applications/{key}/steps", {"step": "submit"})
    deliver_due()
    client.force_login(made.person)
    page = client.get(f"{PAGE}messages/")
    assert "application.step" in page.content.decode()
    message = page.context["rows"][0]["delivery"].pk
    assert client.post(f"{PAGE}messages/", {"message": message}).status_code == 302
    deliver_due()
    assert len({headers["webhook-id"] for headers, _body in heard.told}) == 1
    assert len(heard.told) == 2
    assert client.post(f"{PAGE}messages/", {"message": "x"}).status_code == 404


def test_the_head_of_a_place_writes_down_a_mandate_and_revokes_it(made, ground, client):
    client.force_login(ground.east.head)
    today = timezone.localdate()
    sent = {
        "act": "record_mandate", "place": ground.east.body.code, "identifier": "١٠٠٠٠٠٠٠٠١", "document_number": "7",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert client.post(PAGE, sent).status_code == 302
    with territory([ground.east.body.pk]):
        mandate = Mandate.objects.get()
    assert client.post(PAGE, {"act": "revoke_mandate", "key": mandate.pk}).status_code == 302
    with territory([ground.east.body.pk]):
        mandate.refresh_from_db()
    assert mandate.revoked_by == ground.east.head
    assert client.post(PAGE, {**sent, "place": ground.west.body.code}).status_code == 403


def test_a_head_sees_the_mandates_of_his_place_and_no_programs(made, ground, client):
    client.force_login(ground.east.head)
    page = client.get(PAGE)
    assert list(page.context["mandates"]) == []
    assert made.program.client.client_id not in page.content.decode()
    assert client.get(f"{PAGE}messages/").status_code == 404
    assert client.post(PAGE, {"act": "make_program", "name": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["citizen", "engineer"])
def test_others_see_no_office(made, ground, client, who):
    client.force_login(ground.citizen if who == "citizen" else ground.west.engineer)
    assert client.get(PAGE).status_code == 404
    assert client.get("/offices/").context["rows"] == []
    assert client.post(PAGE, {"act": "make_program", "name": "x"}).status_code == 404


def test_whoever_left_sees_nothing_more(made, client):
    OfficeMember.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    client.force_login(made.person)
    assert client.get(PAGE).status_code == 404


def test_without_a_licence_the_page_says_so_and_makes_nothing(made, client):
    made.office.stopped_on = timezone.localdate()
    made.office.save()
    client.force_login(made.person)
    page = client.get(PAGE)
    assert "make_program" not in page.content.decode()
    assert client.post(PAGE, {"act": "make_program", "name": "x"}).status_code == 403


def test_nobody_signs_in_with_the_account_of_an_office(made, client):
    assert not made.office.account.has_usable_password()
    assert not client.login(username=made.office.account.username, password="")
