"""Text that no keyboard writes is refused where it comes in, and never reaches the database."""

import pytest

from geo.accounts.models import User


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00", "/api/v1/search?q=a%00b", "/?q=%00", "/?%00=1", "/places/?lang=%00", "/verify/?code=%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_character_nul_in_a_query_is_a_bad_request(client, address, language):
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 400
    assert answer.headers["Content-Language"] == language
    if address.startswith("/api/"):
        assert answer.json()["code"] == "invalid_input"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/permits/1%00/", "/permits/1%002/certificate.pdf", "/parcels/%00/", "/verify/%00/"]
)
def test_an_address_that_holds_the_character_nul_leads_nowhere(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("form", [{"username": "a\0b", "password": "x"}, {"pass\0word": "x"}])
def test_the_character_nul_in_a_form_is_a_bad_request(client, form):
    assert client.post("/sign-in/", form).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "language", "messages", "unknown"])
def test_a_cookie_that_holds_the_character_nul_is_no_cookie(client, name):
    User.objects.create_user("somebody")
    header = rf'{name}="0123456789abcdef\000"'
    assert client.get("/places/", headers={"cookie": header}).status_code == 200
    assert client.get("/cases/", headers={"cookie": header}).status_code == 302
