"""A registered office with a program, its token, and what it filed."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import territory
from permits.offices.enums import OfficeKind, Scope
from permits.offices.models import Mandate, Office, Program
from permits.offices.services import join_office, make_program, record_mandate, register_office
from tests.factories.cases import CANARY_IDENTIFIER, CANARY_MOBILE, CANARY_NAME, enter_drawn
from tests.factories.places import Office as Place
from tests.factories.places import Places

REGISTRATION = "7001234567"
APPLICANT = {"name": CANARY_NAME, "identifier": CANARY_IDENTIFIER, "mobile": CANARY_MOBILE}
ALL = " ".join(Scope.values)


@dataclass
class Made:
    """An office, a person of it, its program with the secret, and a token."""

    office: Office
    person: User
    program: Program
    secret: str
    token: str = ""


def make_office(ground: Places, *, number: str = REGISTRATION, mandated: bool = True) -> Made:
    """Register an office, with a mandate of the tests' applicant in west unless told otherwise."""
    today = timezone.localdate()
    office = register_office(
        kind=OfficeKind.ENGINEERING, name="مكتب الأبعاد للاستشارات الهندسية", registration_number=number,
        licence_number=f"L-{number[-4:]}", licensed_from=date(2020, 1, 1), licensed_until=today + timedelta(days=400),
        registered_by=ground.amana,
    )  # fmt: skip
    person = User.objects.create_user(f"engineer-of-{number}", password="secret-office")
    join_office(office=office, user=person, starts_on=date(2020, 1, 1))
    program, secret = make_program(office=office, name="برنامج المكتب", redirect_uri="", by=person)
    made = Made(office, person, program, secret)
    if mandated:
        give_mandate(made, ground.west)
    made.token = token_of(made)
    return made


def give_mandate(made: Made, place: Place, *, identifier: str = CANARY_IDENTIFIER, days: int = 90) -> Mandate:
    """Write down the applicant's mandate as the head of a place does."""
    today = timezone.localdate()
    with territory([place.body.pk]):
        return record_mandate(
            office=made.office, municipality=place.body, identifier=identifier, document_number="45/1",
            starts_on=today, ends_on=today + timedelta(days=days), by=place.head,
        )  # fmt: skip


def ask_for_token(made: Made, *, secret: str = "", scope: str = ALL) -> Any:
    """Ask for a token with the client's credentials; return the answer. All tests ask from one address."""
    cache.clear()
    pair = f"{made.program.client.client_id}:{secret or made.secret}".encode()
    return Client().post(
        "/oauth/token",
        {"grant_type": "client_credentials", "scope": scope},
        headers={"authorization": f"Basic {b64encode(pair).decode()}"},
    )


def token_of(made: Made, *, scope: str = ALL) -> str:
    """Return a token."""
    answer = ask_for_token(made, scope=scope)
    assert answer.status_code == 200, answer.content
    token: str = answer.json()["access_token"]
    return token


def call(made: Made, method: str, path: str, sent: Any = None, *, token: str | None = None) -> Any:
    """Call the API as the program."""
    headers = {"authorization": f"Bearer {made.token if token is None else token}"}
    client = Client()
    if sent is None:
        return client.generic(method, path, headers=headers)
    return getattr(client, method.lower())(path, sent, content_type="application/json", headers=headers)


def fencing(code: str, *, request_id: UUID | None = None, **changed: Any) -> dict[str, Any]:
    """Return what a program sends to fence a parcel."""
    sent: dict[str, Any] = {
        "kind": "fencing", "parcel": code, "applicant": APPLICANT, "details": {"corners": [1, 2]},
        "request_id": str(request_id or uuid4()),
    }  # fmt: skip
    return {**sent, **changed}


def filed_by_program(made: Made, place: Place) -> UUID:
    """File a fencing application through the API on new land; return its key."""
    parcel = enter_drawn(place, "...B", cell_m=20)["B"]
    answer = call(made, "POST", "/api/v1/applications", fencing(parcel.code))
    assert answer.status_code == 201, answer.content
    return UUID(answer.json()["id"])
