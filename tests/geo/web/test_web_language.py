"""The language of a page: Arabic unless the reader chose English; never what a browser guesses."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/verify/"


def language_of(answer):
    """Return the language and direction that a page says it is in."""
    html = answer.content.decode()
    (opening,) = [line for line in html.splitlines() if line.startswith("<html")]
    return opening, answer.headers["Content-Language"]


ARABIC = ('<html lang="ar" dir="rtl">', "ar")
ENGLISH = ('<html lang="en" dir="ltr">', "en")


@pytest.mark.parametrize("accepted", [None, "en", "en-GB,en;q=0.9", "fr", "de;q=1,en;q=0.5"])
def test_a_page_is_arabic_whatever_the_browser_asks_for(accepted, client):
    headers = {"Accept-Language": accepted} if accepted else {}
    answer = client.get(PAGE, headers=headers)
    assert language_of(answer) == ARABIC
    assert not answer.cookies


def test_english_is_chosen_by_the_address_and_kept_by_a_cookie(client):
    answer = client.get(f"{PAGE}?lang=en")
    assert language_of(answer) == ENGLISH
    cookie = answer.cookies["language"]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 365 * 24 * 3600
    assert language_of(client.get(PAGE)) == ENGLISH


def test_arabic_is_chosen_again_in_the_same_way(client):
    client.get(f"{PAGE}?lang=en")
    assert language_of(client.get(f"{PAGE}?lang=ar")) == ARABIC
    assert language_of(client.get(PAGE)) == ARABIC


def test_a_choice_that_was_made_already_sets_no_cookie_again(client):
    client.get(f"{PAGE}?lang=en")
    assert not client.get(f"{PAGE}?lang=en").cookies


@pytest.mark.parametrize("asked", ["fr", "", "EN", "ar-SA", "en/../..", "<script>"])
def test_a_language_that_is_not_offered_is_ignored(asked, client):
    answer = client.get(PAGE, {"lang": asked})
    assert language_of(answer) == ARABIC
    assert not answer.cookies


def test_an_unknown_language_in_the_address_leaves_the_kept_one(client):
    client.get(f"{PAGE}?lang=en")
    assert language_of(client.get(f"{PAGE}?lang=fr")) == ENGLISH


def test_a_cookie_that_nobody_gave_is_ignored():
    assert language_of(Client(headers={"cookie": "language=fr"}).get(PAGE)) == ARABIC


def test_the_language_of_a_request_does_not_leak_into_the_next(client):
    client.get(f"{PAGE}?lang=en")
    assert language_of(Client().get(PAGE)) == ARABIC
