"""Every address of the project has a row: what each sort of person gets there, reading and sending."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from geo.api.throttles import ByPersonOrAddress
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_MOBILE, CANARY_NAME, FREE, hold_tariffs, hold_values
from tests.factories.places import Places
from tests.permits.payments.conftest import PRICED
from tests.roles.people import SORTS, World, address, ask, make_world, paid, routes

asking = pytest.mark.django_db(databases=["default", "tiles"])

TABLE = Path(__file__).parent / "addresses.txt"
METHODS = ("GET", "POST")
#: A whole family that one rule covers: its own software asks for the right, and a test below holds it to that.
ADMIN = "admin/"
#: What cannot be asked inside a test's transaction: a connection that stays open (tests/tiles/mvt asks it), and files
#: that are read in a transaction of their own (tests/geo/exchange).
ELSEWHERE = {
    ("GET", "tiles/live"), ("POST", "tiles/live"), ("GET", "api/v1/exports/<slug:name>"),
    ("GET", "layers/<slug:name>/download"),
}  # fmt: skip
#: Answers that let nobody in: sign in first, no token, not yours, nothing there that you may see, not asked so.
SHUT = {"in", "401", "403", "404", "405"}
#: To whom a row must be shut, by the word it begins with.
SHUT_FOR = {
    "public": (),
    "signed": ("visitor", "program"),
    "staff": ("visitor", "owner", "other", "admin", "program"),
    "office": ("visitor", "other", "foreign", "admin", "program"),
    "program": tuple(sort for sort in SORTS if sort != "program"),
    "none": SORTS,
}
#: Who asks together in one world: outsiders, those of the record, and the office.
GROUPS = (("visitor", "program", "other"), ("owner", "foreign", "admin", "head"),
          ("engineer", "surveyor", "planner", "finance", "inspector"))  # fmt: skip
#: Who asks where the table tells all signed-in people the same.
FEW = {"visitor", "other", "foreign", "head", "program"}
#: Who must never read the names and numbers of the records' people; a program reads those that it filed.
STRANGERS = {"visitor", "other", "foreign", "admin"}
MISSING = """These addresses have no row in tests/roles/addresses.txt, or a row without an address.
Write one for GET and one for POST: whom it is for (public, signed, staff, office, program, none), the method, the
route, and what each sort of person must get, in the order of tests/roles/people.py SORTS. Think first who may come in;
do not copy what happens. Give the address a record in people.make_world, else everybody gets 404 and nothing is shown.
"""

Row = tuple[str, str, str, dict[str, str]]


def rows() -> Iterator[Row]:
    """Read the table: whom an address is for, method, route, and what each sort of person gets."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            audience, method, route, *answers = line.split()
            yield audience, method, "" if route == "/" else route, dict(zip(SORTS, answers, strict=True))


def wanted() -> set[tuple[str, str]]:
    """Return every method and route that the table must hold."""
    named = {route for route, _where in routes() if not route.startswith(ADMIN)}
    return {(method, route) for route in named for method in METHODS} - ELSEWHERE


def asks(sort: str, answers: dict[str, str]) -> bool:
    """Say whether a person asks a row: a few stand for all where all signed-in people are told the same."""
    same = len({told for one, told in answers.items() if one not in ("visitor", "program")}) == 1
    return sort in FEW or not same


@pytest.fixture
def world(places: Places, monkeypatch: pytest.MonkeyPatch) -> World:
    """The people and their records, with nobody held back for asking often."""
    cache.clear()
    monkeypatch.setattr(ByPersonOrAddress, "THROTTLE_RATES", {"anonymous": "100000/min", "signed_in": "100000/min"})
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    return make_world(places, paid)


def test_every_address_has_a_row_and_no_row_is_of_a_former_one() -> None:
    told = [(method, route) for _whom, method, route, _answers in rows()]
    assert len(told) == len(set(told)), "an address has two rows"
    assert set(told) == wanted(), f"{MISSING}without: {wanted() - set(told)}\nformer: {set(told) - wanted()}"


@asking
@pytest.mark.parametrize("sorts", GROUPS, ids=lambda sorts: sorts[0])
def test_each_person_gets_what_the_table_says(world: World, sorts: tuple[str, ...]) -> None:
    wrong: list[Any] = []
    for _whom, method, route, answers in rows():
        for sort in sorts:
            if asks(sort, answers):
                answer = ask(world, sort, method, address(route, world))
                if answer.told != answers[sort]:
                    wrong.append(f"{method} {route} {sort}: {answer.told}, the table says {answers[sort]}")
                wrong += [f"{method} {route} tells {sort} {each}" for each in leaked(sort, answer.body)]
    assert wrong == []


def leaked(sort: str, body: bytes) -> list[str]:
    """Return what of the applicant a stranger can read in an answer."""
    if sort not in STRANGERS:
        return []
    return [each for each in (CANARY_NAME, CANARY_IDENTIFIER, CANARY_MOBILE) if each.encode() in body]


def test_everybody_is_in_one_group() -> None:
    assert sorted(sort for group in GROUPS for sort in group) == sorted(SORTS)


def test_what_is_for_few_is_shut_for_the_others() -> None:
    """The table itself is held to what its first word says: no row is only copied from what happened."""
    wrong = []
    for whom, method, route, told in rows():
        wrong += [(method, route, sort) for sort in SHUT_FOR[whom] if told[sort] not in SHUT]
        if whom == "program":
            wrong += [(method, route, sort) for sort in SHUT_FOR[whom] if told[sort] != "401"]
    assert wrong == []


def test_no_row_holds_an_address_to_breaking() -> None:
    assert [row for row in rows() if any(answer.startswith("5") for answer in row[3].values())] == []


@asking
def test_the_administration_is_for_its_own_people(world: World) -> None:
    own = ("login", "logout", "jsi18n")
    for route, _where in routes():
        if route.startswith(ADMIN) and not any(word in route for word in own):
            for sort in ("visitor", "owner", "head", "program"):
                got = ask(world, sort, "GET", address(route, world)).told
                assert got in SHUT, (route, sort, got)
