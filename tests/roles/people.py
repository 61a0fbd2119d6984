"""Who asks every address: one person of each sort, and the records that the addresses name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters
from PIL import Image

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.services import file_document
from geo.municipalities.scope import act_as, territory
from permits.applications.papers import paper_subject
from permits.payments.sadad import payment_message
from tests.factories.cases import Thread, open_thread
from tests.factories.offices import filed_by_program, make_office
from tests.factories.places import Places, member
from tests.permits.payments.conftest import Billed
from tests.roles.records import Samples, other_kinds

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
#: The columns of the table, in order; what each is, is told by `everyone`.
SORTS = (
    "visitor", "owner", "other", "engineer", "head", "surveyor", "planner", "finance", "inspector", "foreign", "admin",
    "program",
)  # fmt: skip


@dataclass
class World:
    """The records and the people."""

    users: dict[str, User | None]
    samples: Samples = field(default_factory=dict)
    token: str = ""


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Walk over every address of the project: its pattern as a text, and where it leads."""
    yield from _below("", get_resolver().url_patterns)


def _below(before: str, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _below(here, each.url_patterns)
        else:
            yield here, each


def everyone(ground: Places) -> dict[str, User | None]:
    """Return one person of each sort: the office is west's, `foreign` is the head of the next one."""
    body = ground.west.body
    return {
        "visitor": None,
        "owner": ground.citizen,
        "other": User.objects.create_user("matrix-other"),
        "engineer": ground.west.engineer,
        "head": ground.west.head,
        "surveyor": ground.west.surveyor,
        "planner": member(Role.PLANNER, body, name="matrix-planner"),
        "finance": member(Role.FINANCE, body, name="matrix-finance"),
        "inspector": member(Role.INSPECTOR, body, name="matrix-inspector"),
        "foreign": ground.east.head,
        "admin": User.objects.create_superuser("matrix-admin"),
        "program": None,
    }


def make_world(ground: Places, pay: Callable[[Any], str]) -> World:
    """Bring a permit through fee, payment and paper, let a program file, and open one case of other kinds."""
    people = everyone(ground)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))
    bill = pay(thread)
    permit = thread.permit()
    made = make_office(ground)
    filed = filed_by_program(made, ground.west)
    samples: Samples = {
        "": {"case_id": thread.case.pk, "code": thread.parcel.code, "pk": NOBODY, "key": NOBODY, "layer": "permits",
             "name": "permits"},
        "bills/": {"number": bill},
        "permits/": {"number": permit.number},
        "audit/": {"subject": f"case:{thread.case.pk}"},
        "people/": {"party_id": permit.application.applicant_id},
        "offices/": {"number": made.office.registration_number},
        "api/v1/applications": {"key": filed},
        "api/problems": {"code": "not_found"},
        "places/": {"code": ground.west.body.code, "district": ground.west.district.code},
        "documents/": {"pk": _paper(ground, thread)},
        **other_kinds(ground),
    }  # fmt: skip
    return World(people, samples, made.token)


def _paper(ground: Places, thread: Thread) -> UUID:
    """File a paper of the applicant that he and the office may see."""
    with territory([ground.west.body.pk]):
        act_as(ground.citizen.pk)
        return file_document(
            subject=paper_subject(thread.case.pk), office=ground.west.body, kind=DocumentKind.OTHER, title="ورقة",
            name="paper.png", content=small_picture(), by=ground.citizen, secrecy=Secrecy.PARTIES,
        ).pk  # fmt: skip


def small_picture() -> bytes:
    """Return a PNG of a few pixels."""
    held = BytesIO()
    Image.new("RGB", (4, 4), "white").save(held, "PNG")
    return held.getvalue()


def address(route: str, world: World) -> str:
    """Return the address of a route with the records of the world; blanks where it names something else."""
    said = dict(world.samples[""])
    for prefix, more in world.samples.items():
        if route.startswith(prefix):
            said |= more
    parts = route.replace("^", "").replace("$", "").replace("\\Z", "").replace("/?", "")
    while "<" in parts:
        before, _open, rest = parts.partition("<")
        inside, _close, after = rest.partition(">")
        kind, _colon, name = inside.rpartition(":")
        parts = before + str(said[name] if name in said and _fits(kind, said[name]) else _blank(kind)) + after
    return "/" + parts


def _fits(kind: str, value: Any) -> bool:
    try:
        get_converters()[kind or "str"].to_python(str(value))
    except ValueError:
        return False
    return True


def _blank(kind: str) -> str:
    return {"uuid": str(NOBODY), "int": "1", "payment_day": "2026-01-01"}.get(kind, "x")


@dataclass(frozen=True)
class Answer:
    """How an address answers: its status, "in" where it asks to sign in; and what it says."""

    told: str
    body: bytes


def ask(world: World, sort: str, method: str, path: str) -> Answer:
    """Ask an address as a person; nothing stays written.

    What is streamed is read to its end: that closes its file. `close()` of an answer would end the connection.
    """
    client = Client(raise_request_exception=False)
    user = world.users[sort]
    headers = {"authorization": f"Bearer {world.token}"} if sort == "program" else {}
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        answer = client.generic(method, path, content_type="application/json", headers=headers)
        body = answer.getvalue()
        transaction.set_rollback(True)
    led = answer.headers.get("Location", "")
    asks = answer.status_code == 302 and led.startswith((settings_login(), "/admin/login/"))
    return Answer("in" if asks else str(answer.status_code), body)


def settings_login() -> str:
    """Return the address of the sign-in."""
    return str(resolve_url(settings.LOGIN_URL))


def paid(thread: Any) -> str:
    """Let the bill of an approved application be paid; return its number."""
    billed = Billed(thread)
    payment = billed.payment()
    body, headers = payment_message(payment)
    answer = Client().generic("POST", "/payments/notifications", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content
    return payment.bill_number
