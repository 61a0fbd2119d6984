"""A whole right form sent by each sort of person: it is completed by whom it belongs to, and by nobody else."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.api.throttles import ByPersonOrAddress
from geo.municipalities.scope import everywhere
from tests.factories.cases import FREE, hold_tariffs, hold_values
from tests.factories.digs import hold_dig_values
from tests.factories.places import Places, member
from tests.factories.violations import hold_fines
from tests.permits.payments.conftest import PRICED
from tests.roles.people import everyone
from tests.roles.writes import EVERYBODY, WRITES, Asked, Write

pytestmark = pytest.mark.django_db
People = dict[str, User | None]


@pytest.fixture
def ground(places: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    """The two offices with the law of all kinds, and nobody held back for asking often."""
    cache.clear()
    monkeypatch.setattr(ByPersonOrAddress, "THROTTLE_RATES", {"anonymous": "100000/min", "signed_in": "100000/min"})
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    hold_fines()
    hold_dig_values()
    return places


@pytest.fixture
def people(ground: Places) -> People:
    """One person of each sort of the matrix, and the two whom single steps belong to."""
    body = ground.west.body
    return {
        **everyone(ground),
        "committee": member(Role.COMMITTEE, body, name="matrix-committee"),
        "coordinator": member(Role.COORDINATOR, body, name="matrix-coordinator"),
    }


def completes(asked: Asked, sort: str, person: User | None) -> tuple[bool, int]:
    """Send a write as a person; say whether it was done, and how it was answered. Nothing stays written."""
    client = Client(raise_request_exception=False)
    headers = {**asked.headers, **({"authorization": f"Bearer {asked.token or 'none'}"} if sort == "program" else {})}
    sent: Any = asked.sent
    if isinstance(sent, dict):
        sent = {name: value() if callable(value) else value for name, value in sent.items()}
    with transaction.atomic():
        if person is not None:
            client.force_login(person)
        before = told(asked)
        kind = {"content_type": "application/json"} if asked.json else {}
        answer = client.post(asked.path, sent, headers=headers, **kind)
        after = told(asked)
        transaction.set_rollback(True)
    return before != after, answer.status_code


def told(asked: Asked) -> Any:
    with everywhere():
        return asked.tells()


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.name)
def test_only_whom_it_belongs_to_completes_a_write(ground: Places, people: People, write: Write) -> None:
    asked = write.prepare(ground)
    answers = {sort: completes(asked, sort, people[sort]) for sort in EVERYBODY}
    done = {sort for sort, (moved, _status) in answers.items() if moved}
    assert done == set(write.may), answers
    well = {sort for sort, (_moved, status) in answers.items() if status < 300 or status == 302}
    assert done <= well, "what was done is answered as done"
    assert {sort for sort in well - done if people.get(sort) is not None} == set(), "what was not done is not"


def test_the_sorts_are_those_of_the_matrix(people: People) -> None:
    assert set(people) == set(EVERYBODY)
