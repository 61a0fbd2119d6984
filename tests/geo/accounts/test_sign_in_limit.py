"""Failed sign-ins are counted past every rollback, and whoever fails too often is told when to come back."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.sign_in import client_address

pytestmark = pytest.mark.django_db
NAME, RIGHT, WRONG = "signer", "right-pass-12345", "wrong"


@pytest.fixture(autouse=True)
def person(db):
    return User.objects.create_user(NAME, password=RIGHT)


def sign_in(client, password=WRONG, *, name=NAME, address="10.0.0.1", path="/sign-in/", **headers):
    return client.post(path, {"username": name, "password": password}, REMOTE_ADDR=address, headers=headers)


def statuses(client, times, **how):
    return [sign_in(client, **how).status_code for _ in range(times)]


def signed_in(client):
    return "_auth_user_id" in client.session


def test_the_fifth_failure_closes_the_door_even_to_the_right_password(client):
    assert statuses(client, 5) == [200, 200, 200, 200, 429]
    assert sign_in(client, RIGHT).status_code == 429
    assert not signed_in(client)


def test_four_failures_and_the_right_password_sign_in_and_count_no_more(client):
    assert statuses(client, 4) == [200] * 4
    assert sign_in(client, RIGHT).status_code == 302
    assert signed_in(client)
    assert not AccessAttempt.objects.exists()


def test_another_browser_of_the_same_address_changes_nothing(client):
    for number in range(5):
        answer = sign_in(client, **{"user-agent": f"browser {number}"})
    assert answer.status_code == 429


def test_the_owner_of_the_account_still_comes_in_from_elsewhere(client):
    statuses(client, 5, address="10.0.0.66")
    assert sign_in(client, RIGHT, address="10.0.0.1").status_code == 302


def test_an_address_that_tries_many_names_is_stopped_too(client, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 8
    tried = [sign_in(client, name=f"guess-{number}").status_code for number in range(8)]
    assert tried == [200] * 7 + [429]
    assert sign_in(client, RIGHT).status_code == 429
    assert sign_in(client, RIGHT, address="10.0.0.2").status_code == 302


def test_signing_in_to_an_account_of_ones_own_forgives_no_other_failure(client, settings):
    settings.SIGN_IN_FAILURES_PER_ADDRESS = 8
    for number in range(7):
        sign_in(client, name=f"guess-{number}")
    assert sign_in(client, RIGHT).status_code == 302
    client.logout()
    assert sign_in(client, name="guess-8").status_code == 429


@pytest.mark.parametrize(("language", "words"), [("ar", "يمكنك المحاولة"), ("en", "You may try again at")])
def test_the_page_says_when_one_may_try_again(client, language, words):
    statuses(client, 4)
    answer = sign_in(client, path=f"/sign-in/?lang={language}")
    assert answer.status_code == 429
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert words in answer.content.decode()
    if language == "en":
        assert f"{timezone.localtime() + timedelta(minutes=15):%H:%M}"[:2] in answer.content.decode()


def test_trying_on_does_not_put_the_moment_off(client):
    statuses(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert int(sign_in(client).headers["Retry-After"]) <= 60
    assert AccessAttempt.objects.get().failures_since_start == 5


def test_after_the_cool_off_the_right_password_is_looked_at_again(client):
    statuses(client, 5)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in(client, RIGHT).status_code == 302


def test_the_administration_counts_the_same(client):
    assert statuses(client, 5, path="/admin/login/")[-1] == 429
    assert sign_in(client, RIGHT, path="/sign-in/").status_code == 429


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/sign-in/", "/admin/login/"])
def test_every_failure_is_committed_the_refused_one_too(client, path):
    statuses(client, 5, path=path)
    assert sum(AccessAttempt.objects.values_list("failures_since_start", flat=True)) == 5


def test_no_password_is_kept(client):
    sign_in(client, "canary-password-0")
    kept = AccessAttempt.objects.get()
    assert "canary-password-0" not in f"{kept.post_data}{kept.get_data}"
    assert "csrfmiddlewaretoken=" not in kept.post_data.replace("csrfmiddlewaretoken=****", "")


def test_a_command_is_at_no_door():
    assert authenticate(username=NAME, password=RIGHT) is not None
    assert authenticate(username=NAME, password=WRONG) is None


@pytest.mark.parametrize(
    ("proxies", "forwarded", "direct", "address"),
    [
        (0, None, "192.0.2.7", "192.0.2.7"),
        (0, "198.51.100.1", "192.0.2.7", "192.0.2.7"),  # nobody stands in front: the header is the visitor's own
        (1, "198.51.100.1", "192.0.2.7", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "192.0.2.7", "198.51.100.1"),  # what is further left was made up
        (2, "203.0.113.9, 198.51.100.1", "192.0.2.7", "203.0.113.9"),
        (2, "198.51.100.1", "192.0.2.7", "198.51.100.1"),
        (1, None, "192.0.2.7", "192.0.2.7"),
        (1, "unknown", "192.0.2.7", None),
        (0, None, "", None),
        (0, None, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
    ],
)
def test_a_visitor_is_counted_by_the_address_that_our_own_proxies_tell(settings, proxies, forwarded, direct, address):
    settings.TRUSTED_PROXIES = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR=direct, **headers)) == address
