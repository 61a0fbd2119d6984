"""Pages and API of draws: everyone reads, officials and the office act, and nobody's key is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from geo.municipalities.scope import territory
from permits.draws import services, verify_draw
from permits.draws.lottery import commitment_of
from permits.draws.models import Draw, DrawEntrant
from permits.draws.selectors import ticket_of
from tests.factories.draws import EVIDENCE, VALUE, at, entrants, held, lots, opened, revealed, sealed, secret_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draw(team) -> Draw:
    with territory([team.office.body.pk]):
        return opened(team, [*entrants(5), *entrants(2, "600")], [*lots(3), *lots(4, "600")])


@pytest.fixture
def done(draw, team) -> Draw:
    with territory([team.office.body.pk]):
        return held(draw, team.committee)


def page(draw: Draw, name: str) -> str:
    return reverse(f"draws:{name}", args=[draw.pk])


@pytest.mark.parametrize("name", ["session", "screen"])
def test_everyone_reads_a_draw_before_and_after(client, draw, done, name):
    for address in (page(draw, name), page(draw, name) + "?fragment=board"):
        text = client.get(address).content.decode()
        assert done.seal[:8] in text
        assert done.manifest_hash[:8] in text


@pytest.mark.parametrize("name", ["results", "ticket"])
def test_results_and_tickets_wait_for_their_step(client, draw, name):
    assert client.get(page(draw, "results")).status_code == 404
    assert client.get(reverse("draws:paper", args=[draw.pk, "proof"])).status_code == 404
    assert client.get(reverse("draws:paper", args=[draw.pk, "other"])).status_code == 404
    assert client.get(page(draw, "ticket")).status_code == 200


def test_what_is_downloaded_is_verified_by_what_is_downloaded(client, done, tmp_path, capsys):
    proof = client.get(reverse("draws:paper", args=[done.pk, "proof"]))
    assert f'filename="{done.code.replace("/", "-")}-proof.json"' in proof["Content-Disposition"]
    file = tmp_path / "proof.json"
    file.write_bytes(proof.content)
    assert verify_draw.main([str(file), "--manifest", done.manifest_hash]) == 0
    program = client.get(reverse("draws:verifier"))
    assert program.content.startswith(b'"""Checks a draw of lots')


def test_results_are_listed_in_the_order_of_turns_with_the_class(client, done):
    text = client.get(page(done, "results")).content.decode()
    assert text.count("<tr>") == 1 + 7
    assert text.index("400-00") < text.index("600-00")


def test_a_holder_finds_his_ticket_and_the_way_to_the_root(client, done, team):
    with territory([team.office.body.pk]):
        mine = ticket_of(done, "600/1").ticket
    text = client.get(page(done, "ticket"), {"ticket": f" {mine.upper()} "}).content.decode()
    assert "600-00" in text
    assert "alert-success" in text
    missing = client.get(page(done, "ticket"), {"ticket": "0" * 64}).content.decode()
    assert "alert-warning" in missing
    assert client.get(page(done, "ticket"), {"ticket": ""}).status_code == 400


def test_the_api_tells_the_same_and_a_proof_that_leads_to_the_root(client, done, team):
    (row,) = client.get(reverse("draws-api:draws")).json()["results"]
    assert row == client.get(reverse("draws-api:draw", args=[done.pk])).json()
    assert (row["state"], row["seal"], len(row["officials"])) == ("published", done.seal, 3)
    with territory([team.office.body.pk]):
        mine = ticket_of(done, "400/4").ticket
    told = client.get(reverse("draws-api:ticket", args=[done.pk, mine])).json()
    held_hash = verify_draw.sha256(b"\0" + told["leaf"].encode())
    for step in told["proof"]:
        pair = (bytes.fromhex(step["sister"]), held_hash)
        held_hash = verify_draw.sha256(b"\1" + b"".join(pair if step["left"] else pair[::-1]))
    assert held_hash.hex() == told["list_root"]
    assert client.get(reverse("draws-api:ticket", args=[done.pk, "0" * 64])).status_code == 404


def test_no_page_and_no_answer_tells_a_key_a_salt_or_an_account(client, done, team):
    addresses = [
        page(done, "session"), page(done, "screen"), page(done, "results"), reverse("draws:index"),
        reverse("draws-api:draw", args=[done.pk]), reverse("draws:paper", args=[done.pk, "proof"]),
    ]  # fmt: skip
    public = "".join(client.get(address).content.decode() for address in addresses)
    with territory([team.office.body.pk]):
        private = [word for row in DrawEntrant.objects.values_list("key", "salt") for word in row]
    assert [word for word in [*private, *(user.username for user in team.officials)] if word in public] == []


def test_officials_seal_and_reveal_and_the_office_does_the_rest(client, draw, team):
    manage = page(draw, "manage")
    for number, user in enumerate(team.officials, 1):
        client.force_login(user)
        fingerprint = commitment_of(draw.code, number, *secret_of(user))
        assert client.post(manage, {"do": "commit", "commitment": fingerprint}).status_code == 302
    client.force_login(team.committee)
    assert client.post(manage, {"do": "freeze"}).status_code == 302
    for user in team.officials:
        client.force_login(user)
        assert 'value="reveal"' in client.get(manage).content.decode()
        secret, nonce = secret_of(user)
        assert client.post(manage, {"do": "reveal", "secret": secret.upper(), "nonce": nonce}).status_code == 302
    client.force_login(team.committee)
    client.cookies.clear()
    with at(draw.public_due_at + timedelta(minutes=1)):
        client.force_login(team.committee)
        assert client.post(manage, {"do": "value", "value": "١١٤٣٢.٠٧", "evidence": EVIDENCE}).status_code == 302
        assert client.post(manage, {"do": "draw"}).status_code == 302
        assert client.post(manage, {"do": "publish"}).status_code == 302
    assert client.get(reverse("draws-api:draw", args=[draw.pk])).json()["public_value"] == VALUE


def test_who_is_neither_official_nor_holder_finds_no_page_to_hold_it(client, draw, team, places):
    manage = page(draw, "manage")
    assert client.get(manage).status_code == 302, "asked to sign in"
    for stranger in (places.citizen, places.east.head, team.office.engineer):
        client.force_login(stranger)
        assert client.get(manage).status_code == 404
        assert client.post(manage, {"do": "freeze"}).status_code == 404


def test_an_official_takes_no_step_of_the_office_and_the_office_seals_no_secret(client, draw, team):
    manage = page(draw, "manage")
    client.force_login(team.officials[0])
    assert client.post(manage, {"do": "void", "reason": "لا"}).status_code == 403
    client.force_login(team.committee)
    assert client.post(manage, {"do": "commit", "commitment": "0" * 64}).status_code == 403
    assert client.post(manage, {"do": "unknown"}).status_code == 400
    assert client.post(manage, {"do": "void", "reason": ""}).status_code == 400
    assert client.post(manage, {"do": "freeze"}).status_code == 409


def test_a_draw_that_is_called_off_says_so_with_its_reason(client, draw, team):
    client.force_login(team.office.head)
    assert client.post(page(draw, "manage"), {"do": "void", "reason": "خطأ في القائمة"}).status_code == 302
    client.logout()
    for name in ("session", "screen"):
        assert "خطأ في القائمة" in client.get(page(draw, name)).content.decode()


def test_the_list_shows_draws_to_everyone_and_the_workplace_leads_there(client, draw, team):
    assert draw.title in client.get(reverse("draws:index")).content.decode()
    client.force_login(team.committee)
    assert reverse("draws:index") in client.get(reverse("cases:inbox")).content.decode()


def test_a_wrong_secret_is_told_and_nothing_is_written(client, draw, team):
    with territory([team.office.body.pk]):
        services.freeze(draw=sealed(draw), by=team.committee)
    client.force_login(team.officials[0])
    answer = client.post(page(draw, "manage"), {"do": "reveal", "secret": "0" * 64, "nonce": "0" * 32})
    assert answer.status_code == 409
    with territory([team.office.body.pk]):
        revealed(Draw.objects.get(pk=draw.pk))
