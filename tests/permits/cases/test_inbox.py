"""The inbox: what waits for a person comes first, told by one query as the flows tell it case by case."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.accounts.enums import Role
from geo.accounts.models import Membership
from geo.accounts.policies import territories_of
from geo.municipalities.scope import territory
from permits.cases.inbox import Inbox, Narrowing
from permits.cases.policies import steps_open_to, visible_cases
from tests.factories.cases import Thread, apply, enter_drawn
from tests.permits.cases.test_steps import people

STAGES = ((), ("submit",), ("submit", "return"), ("submit", "recommend"), ("submit", "reject"))


def opened(ground, wanted):
    """Open a case for each opener and stage, every one on land of its own."""
    land = enter_drawn(ground.west, "ABCDEFGHIJ"[: len(wanted)], cell_m=20)
    threads = []
    for parcel, (opener, stage) in zip(land.values(), wanted, strict=True):
        thread = Thread(ground.west, parcel, opener, apply(ground.west, parcel, opener).case)
        for name in stage:
            thread.take(name, opener if name == "submit" else None, note="سبب")
        threads.append(thread)
    return threads


@pytest.fixture
def threads(ground):
    """Open a case at every stage, and two by the engineer, who decides nothing of his own."""
    his = [(ground.west.engineer, stage) for stage in STAGES[:2]]
    return opened(ground, [*((ground.citizen, stage) for stage in STAGES), *his])


def inbox(person):
    """Return the cases of a person's inbox as the request of that person sees them."""
    with territory(territories_of(person)):
        return Inbox(person).page(100).cases


def test_what_waits_is_told_as_the_flow_tells_it_of_each_case(ground, threads):
    told = 0
    for person in people(ground):
        with territory(territories_of(person)):
            for case in Inbox(person).page(100).cases:
                waits = any(step.awaited for step in steps_open_to(person, case))
                assert case.waits is waits, (person.username, case.state)
                told += waits
    assert told > 2


def test_what_waits_comes_first_and_of_that_the_longest_waiting(ground, threads):
    found = inbox(ground.west.engineer)
    waits = [case.waits for case in found]
    assert any(waits)
    assert waits == sorted(waits, reverse=True)
    since = [case.state_since for case in found if case.waits]
    assert since == sorted(since)


def test_the_inbox_asks_as_often_for_many_cases_as_for_one(ground, client):
    client.force_login(ground.west.engineer)
    opened(ground, [(ground.citizen, ("submit",))] * 5)
    client.get("/cases/")
    asked = []
    for number in ("no such", ""):
        with CaptureQueriesContext(connection) as queries:
            client.get("/cases/", {"number": number})
        asked.append(len(queries))
    # the rows, what is told of them, their steps, requests and land; and nothing a row
    assert asked[1] <= asked[0] + 6


def test_the_list_is_narrowed_by_kind_number_in_either_digits_and_what_waits(ground, client, threads):
    client.force_login(ground.west.engineer)
    whole = client.get("/cases/").context["rows"]
    chosen = whole[-1]["case"].reference
    arabic = chosen.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert [row["case"].reference for row in client.get("/cases/", {"number": arabic}).context["rows"]] == [chosen]
    waiting = client.get("/cases/", {"waiting": "1"}).context
    assert 0 < len(waiting["rows"]) < len(whole)
    assert all(row["case"].waits for row in waiting["rows"])
    assert len(client.get("/cases/", {"kind": "fencing"}).context["rows"]) == len(whole)
    assert len(client.get("/cases/", {"kind": "no such kind"}).context["rows"]) == len(whole)


def test_a_list_narrowed_to_nothing_says_so_and_leads_back(ground, client, threads):
    client.force_login(ground.west.engineer)
    page = client.get("/cases/", {"number": "nothing/like/this", "kind": "survey"})
    assert (page.status_code, page.context["rows"]) == (200, [])
    assert 'href="/cases/"' in page.content.decode()


def test_nothing_narrows_nothing(ground, threads):
    with territory([ground.west.body.pk]):
        cases = Inbox(ground.west.head)
        assert len(cases.page(100).cases) == visible_cases().count() == len(threads)
        assert not Narrowing() and Narrowing(mine=True)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_go_on_where_the_one_before_ended_and_say_the_same_as_one(ground, threads, size):
    for person in (ground.west.engineer, ground.west.head, ground.citizen):
        whole, told, after = inbox(person), [], ""
        with territory(territories_of(person)):
            for _turn in range(len(whole) + 1):
                page = Inbox(person).page(size, after)
                told += page.cases
                if not (after := page.next):
                    break
        assert [(case.pk, case.waits) for case in told] == [(case.pk, case.waits) for case in whole]


@pytest.mark.parametrize(
    "after", ["x", "w", "w_x_y", "o_2026-01-01T00:00:00+00:00_1", "q_2026-01-01T00:00:00+00:00_" + "0" * 32]
)
def test_a_cursor_that_is_none_begins_at_the_beginning(ground, threads, client, after):
    client.force_login(ground.west.engineer)
    assert len(client.get("/cases/", {"after": after}).context["rows"]) == len(threads)


def test_of_a_person_in_two_roles_the_inbox_says_what_his_steps_say(ground):
    """Who recommended does not approve; he may send back, and for that the case waits for him."""
    (thread,) = opened(ground, [(ground.citizen, ("submit",))])
    with territory([ground.west.body.pk]):
        Membership.objects.create(
            user=ground.west.engineer, role=Role.HEAD, municipality=ground.west.body, starts_on=date(2020, 1, 1)
        )
    thread.take("recommend", ground.west.engineer)
    for person in (ground.west.engineer, ground.west.head):
        (case,) = inbox(person)
        with territory([ground.west.body.pk]):
            assert case.waits is any(step.awaited for step in steps_open_to(person, case))
