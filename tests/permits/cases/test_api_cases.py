"""Cases under /api/v1/: a person's own, and nobody else's."""

import pytest
from django.core.cache import cache

from tests.factories.cases import CANARIES, open_thread

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/cases"


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def test_a_visitor_is_asked_to_sign_in(client, places):
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authenticated")


def test_a_person_sees_the_cases_that_he_opened_and_the_office_sees_its_own_list_elsewhere(client, ground):
    case = open_thread(ground.west, ground.citizen, up_to=("submit",)).case
    client.force_login(ground.citizen)
    answer = client.get(ADDRESS)
    (row,) = answer.json()["results"]
    assert (row["reference"], row["state"], row["office"]) == (case.reference, "submitted", "5011")
    assert client.get(row["page"]).status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert not [canary for canary in CANARIES if canary in answer.content.decode()]
    for other in (ground.west.head, ground.east.head):
        client.force_login(other)
        assert client.get(ADDRESS).json() == {"results": [], "next": None}


def test_pages_go_from_the_latest_to_the_first(client, ground):
    first = open_thread(ground.west, ground.citizen, drawing="A").case
    second = open_thread(ground.east, ground.citizen, drawing="A").case
    client.force_login(ground.citizen)
    page = client.get(f"{ADDRESS}?limit=1").json()
    rest = client.get(page["next"]).json()
    told = [row["reference"] for row in (*page["results"], *rest["results"])]
    assert told == sorted([first.reference, second.reference], reverse=True)
    assert rest["next"] is None
