"""Cases under /api/v1/: a person's own, and the file of those that he may read."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from permits.cases.talk import say
from permits.offices.models import Mandate, Office
from permits.offices.services import revoke_mandate
from tests.factories.cases import canaries_in, open_thread
from tests.factories.offices import filed_by_program, make_office

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
    assert not canaries_in(answer.content.decode())
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


def test_the_office_reads_the_file_of_its_cases_with_its_own_words_and_the_applicant_without(client, ground):
    case = open_thread(ground.west, ground.citizen, up_to=("submit",)).case
    with territory([ground.west.body.pk]):
        act_as(ground.west.engineer.pk)
        say(case=case, text="بين الموظفين", by=ground.west.engineer)
        say(case=case, text="للمستفيد", by=ground.west.engineer, shared=True)
    told = {}
    for person in (ground.citizen, ground.west.head):
        client.force_login(person)
        answer = client.get(f"{ADDRESS}/{case.pk}")
        told[person] = [(row["text"], row["shared"]) for row in answer.json()["comments"]]
        assert answer.json()["case"]["reference"] == case.reference
    assert told[ground.citizen] == [("للمستفيد", True)]
    assert told[ground.west.head] == [("بين الموظفين", False), ("للمستفيد", True)]
    for stranger in (ground.east.head, User.objects.create_user("stranger")):
        client.force_login(stranger)
        assert client.get(f"{ADDRESS}/{case.pk}").status_code == 404


def test_people_of_the_office_that_filed_for_an_applicant_read_it_while_licence_and_mandate_hold(client, ground):
    made = make_office(ground)
    key = filed_by_program(made, ground.west)
    client.force_login(made.person)
    answer = client.get(f"{ADDRESS}/{key}")
    assert answer.status_code == 200 and answer.json()["comments"] == []
    assert client.get(ADDRESS).json()["results"] == [], "his own cases are others"
    other = make_office(ground, number="7009999999", mandated=False)
    client.force_login(other.person)
    assert client.get(f"{ADDRESS}/{key}").status_code == 404
    client.force_login(made.person)
    with territory([ground.west.body.pk]):
        revoke_mandate(mandate=Mandate.objects.get(office=made.office), by=ground.west.head)
    assert client.get(f"{ADDRESS}/{key}").status_code == 404


def test_an_office_without_a_licence_reads_nothing(client, ground):
    made = make_office(ground)
    key = filed_by_program(made, ground.west)
    Office.objects.filter(pk=made.office.pk).update(stopped_on=timezone.localdate())
    client.force_login(made.person)
    assert client.get(f"{ADDRESS}/{key}").status_code == 404
