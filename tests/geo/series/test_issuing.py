"""Numbers of documents: once a request, without gaps, sealed in the office's chain."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, transaction

from geo.calendars.hijri import to_hijri
from geo.errors import InvalidInput
from geo.municipalities.scope import territory
from geo.series.errors import OutsideTerritory, RequestReused
from geo.series.models import ChainEntry, Issuance, Series
from geo.series.services import issue_number, record_act
from tests.sql.connections import connect, enter_scope
from tests.sql.races import race, tally

ISSUE = "SELECT number, already FROM series_issue_v1(%s, 'letter', %s, 1448, NULL, %s, '{}')"


@pytest.fixture
def office(places):
    with territory([places.west.body.pk]):
        yield places.west.body


def issue(office, request=None, **changes):
    asked = {
        "request_id": request or uuid4(),
        "kind": "letter",
        "office": office,
        "by": None,
        "subject": "letter:1",
        "facts": {},
    }
    return issue_number(**{**asked, **changes})


@pytest.mark.django_db
def test_numbers_of_a_series_follow_each_other(office):
    assert [issue(office).number for _turn in range(3)] == [1, 2, 3]
    assert issue(office).hijri_year == to_hijri(date.today()).year


@pytest.mark.django_db
def test_each_kind_and_each_office_counts_for_itself(places):
    with territory([places.west.body.pk, places.east.body.pk]):
        assert issue(places.west.body).number == 1
        assert issue(places.west.body, kind="receipt").number == 1
        assert issue(places.east.body).number == 1


@pytest.mark.django_db
def test_the_same_request_gets_the_same_number_for_ever(office):
    request = uuid4()
    first = issue(office, request)
    issue(office)
    again = issue(office, request)
    assert (first.already, again.already) == (False, True)
    assert (again.number, again.hijri_year, again.chain_hash) == (first.number, first.hijri_year, first.chain_hash)


@pytest.mark.django_db
def test_a_request_that_is_repeated_after_new_year_keeps_its_number_and_year(office, monkeypatch):
    request = uuid4()
    last_year = issue(office, request)
    monkeypatch.setattr("geo.series.services.timezone.localdate", lambda: date(2031, 1, 1))
    assert issue(office).hijri_year > last_year.hijri_year
    again = issue(office, request)
    assert (again.number, again.hijri_year, again.already) == (last_year.number, last_year.hijri_year, True)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"subject": "letter:2"}, {"kind": "receipt"}])
def test_a_request_serves_one_document(office, change):
    request = uuid4()
    issue(office, request)
    with pytest.raises(RequestReused):
        issue(office, request, **change)
    assert Issuance.objects.count() == 1


@pytest.mark.django_db
def test_a_request_of_another_office_is_another_document(places):
    request = uuid4()
    with territory([places.west.body.pk, places.east.body.pk]):
        issue(places.west.body, request)
        with pytest.raises(RequestReused):
            issue(places.east.body, request)


@pytest.mark.django_db
def test_an_office_outside_the_territory_neither_issues_nor_tells_what_it_issued(places):
    request = uuid4()
    with territory([places.east.body.pk]):
        issue(places.east.body, request)
    with territory([places.west.body.pk]):
        for asked in (request, uuid4()):
            with pytest.raises(OutsideTerritory):
                issue(places.east.body, asked)
        with pytest.raises(OutsideTerritory):
            record_act(office=places.east.body, by=None, action="x", subject="y", facts={})
    with pytest.raises(OutsideTerritory):
        issue(places.west.body)


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_issued(office):
    issue(office)
    with pytest.raises(InvalidInput), transaction.atomic():
        assert issue(office).number == 2
        raise InvalidInput
    assert issue(office).number == 2
    assert ChainEntry.objects.count() == 2


@pytest.mark.django_db
def test_who_issued_what_with_which_facts_is_in_the_chain(places, office):
    issued = issue(office, by=places.west.head, facts={"day": date(2026, 11, 21), "name": "أحمد"})
    entry = ChainEntry.objects.get()
    assert (entry.actor_id, entry.action, entry.subject) == (places.west.head.pk, "issue letter", "letter:1")
    assert entry.payload["day"] == "2026-11-21" and entry.payload["name"] == "أحمد"
    assert (entry.payload["number"], entry.payload["year"]) == (1, issued.hijri_year)
    assert entry.hash == issued.chain_hash


@pytest.mark.django_db(transaction=True)
def test_many_at_once_with_a_fifth_rolled_back_leave_no_gap_and_no_double(places):
    office = places.west.body
    requests = [uuid4() for _turn in range(150)]

    def issuing(request, *, fails):
        def job(connection):
            connection.execute(ISSUE, [request, office.pk, f"letter:{request}"])
            if fails:
                connection.execute("SELECT 1 / 0")

        return job

    jobs = [issuing(request, fails=turn % 5 == 0) for turn, request in enumerate(requests)]
    jobs += [issuing(request, fails=False) for request in requests]  # everyone asks again
    assert tally(race(jobs, [office.pk])) == {"": 270, "22012": 30}
    with territory([office.pk]):
        assert sorted(Issuance.objects.values_list("number", flat=True)) == list(range(1, 151))
        assert Series.objects.get().last_number == 150
        assert sorted(ChainEntry.objects.values_list("sequence", flat=True)) == list(range(1, 151))


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_after_the_commit_issues_nothing_twice(places):
    """The answer never arrives: the server ends the session between the commit and the client's next word."""
    office, request = places.west.body, uuid4()
    with connect("app") as cut, connect("admin") as admin:
        with cut.transaction():
            enter_scope(cut, [office.pk])
            cut.execute(ISSUE, [request, office.pk, "letter:1"])
        admin.execute("SELECT pg_terminate_backend(%s)", [cut.info.backend_pid])
    with connect("app") as again, again.transaction():
        enter_scope(again, [office.pk])
        assert again.execute(ISSUE, [request, office.pk, "letter:1"]).fetchone() == (1, True)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_before_the_commit_has_issued_nothing(places):
    office, request = places.west.body, uuid4()
    cut = connect("app")
    cut.execute("BEGIN")
    enter_scope(cut, [office.pk])
    assert cut.execute(ISSUE, [request, office.pk, "letter:1"]).fetchone() == (1, False)
    with connect("admin") as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [cut.info.backend_pid])
    cut.close()
    with connect("app") as again, again.transaction():
        enter_scope(again, [office.pk])
        assert again.execute(ISSUE, [request, office.pk, "letter:1"]).fetchone() == (1, False)


@pytest.mark.django_db
def test_only_the_function_moves_a_counter(office):
    issue(office)
    for statement in ("UPDATE series_series SET last_number = 0", "DELETE FROM series_issuance"):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
