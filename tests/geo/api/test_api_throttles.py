"""How often one may ask: counted by person or by address, refused with the time to wait."""

import pytest
from rest_framework.throttling import SimpleRateThrottle

from geo.accounts.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/api/problems"


@pytest.fixture
def low(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anonymous": "2/min", "signed_in": "3/min"})


def statuses(client, times, **more):
    return [client.get(ADDRESS, **more).status_code for _each in range(times)]


def test_an_address_that_asks_too_often_is_told_how_long_to_wait(client, low):
    assert statuses(client, 3) == [200, 200, 429]
    refused = client.get(ADDRESS)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "throttled"
    assert refused.headers["Cache-Control"] == "no-store"


def test_addresses_are_counted_apart_and_forged_headers_are_not_believed(client, low):
    assert statuses(client, 2) == [200, 200]
    assert statuses(client, 1, REMOTE_ADDR="203.0.113.9") == [200]
    assert statuses(client, 1, HTTP_X_FORWARDED_FOR="198.51.100.7") == [429]


def test_a_signed_in_person_is_counted_by_himself(client, low):
    assert statuses(client, 3) == [200, 200, 429]
    client.force_login(User.objects.create_user("asker"))
    assert statuses(client, 4) == [200, 200, 200, 429]


def test_what_costs_much_is_asked_less_often(client, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anonymous": "20/min", "signed_in": "20/min"})
    assert [client.get("/api/schema/").status_code for _each in range(3)] == [200, 200, 429]
    assert statuses(client, 1) == [200], "counted apart"
