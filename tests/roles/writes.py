"""Whole forms, right in every field, for writes that change something: what each asks, and who may complete it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from geo.documents.models import Document
from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.shapes import transformed
from parcels.register.selectors import sides
from permits.applications.models import PermitApplication
from permits.applications.papers import paper_subject
from permits.cases.models import Case, Comment, Condition, Supplement
from permits.offices.models import Mandate
from permits.payments.biller import Payment
from permits.payments.enums import Difference
from permits.payments.models import Discrepancy
from permits.payments.sadad import payment_message
from permits.violations.models import StopOrder, Violation, Visit
from tests.factories.cases import APPLICANT, CANARY_IDENTIFIER, enter_drawn, open_thread
from tests.factories.digs import CONSULTANT, CONTRACTOR, ask_to_dig, make_diggers, placed, wanted
from tests.factories.offices import fencing, filed_by_program, make_office
from tests.factories.papers import pdf
from tests.factories.places import Places
from tests.factories.violations import Found, found
from tests.permits.payments.conftest import Billed

#: People of the record's office, and all who have an account.
OFFICE = ("engineer", "head", "surveyor", "planner", "finance", "inspector", "committee", "coordinator")
#: Of them those whose role takes steps of an application: they work on its file.
HANDS = ("engineer", "head", "inspector")
SIGNED_IN = ("owner", "other", *OFFICE, "foreign", "admin")
EVERYBODY = ("visitor", "program", *SIGNED_IN)


@dataclass(frozen=True)
class Asked:
    """A write as it is sent, and what tells whether it was done: a value that is another one then."""

    path: str
    sent: Any
    tells: Callable[[], Any]
    headers: dict[str, str] = field(default_factory=dict)
    json: bool = False
    token: str = ""


@dataclass(frozen=True)
class Write:
    """A write: how its record is prepared, and who may complete it."""

    name: str
    prepare: Callable[[Places], Asked]
    may: Collection[str]


WRITES: list[Write] = []
Prepare = Callable[[Places], Asked]


def write(*may: str) -> Callable[[Prepare], Prepare]:
    """Declare who may complete a write."""

    def declare(prepare: Prepare) -> Prepare:
        WRITES.append(Write(prepare.__name__, prepare, may))
        return prepare

    return declare


def count(model: Any, **which: Any) -> Callable[[], int]:
    """Return what tells that a row was added."""
    return lambda: model.objects.filter(**which).count()


def state(case_id: Any) -> Callable[[], str]:
    """Return what tells that a case moved."""
    return lambda: Case.objects.get(pk=case_id).state


def step_of_application(ground: Places, name: str, *before: str) -> Asked:
    """Return a step of a fencing application that took these steps before."""
    thread = open_thread(ground.west, ground.citizen, up_to=before)
    return Asked(f"/applications/{thread.case.pk}/", {"step": name, "note": "سبب"}, state(thread.case.pk))


def in_file(ground: Places, model: Any, *before: str, **sent: str) -> Asked:
    """Return what a form of an application's file does."""
    thread = open_thread(ground.west, ground.citizen, up_to=before or ("submit",))
    return Asked(f"/applications/{thread.case.pk}/", sent, count(model, case=thread.case.pk))


# --- applications -------------------------------------------------------------------------------


@write(*SIGNED_IN)
def apply_for_a_fence(ground: Places) -> Asked:
    parcel = enter_drawn(ground.west, "A", cell_m=20)["A"]
    sent = {
        "request_id": str(uuid4()), "corners": [side.from_corner for side in sides(parcel)], "name": APPLICANT.name,
        "identifier": APPLICANT.identifier, "mobile": APPLICANT.mobile,
    }  # fmt: skip
    return Asked(f"/permits/apply/fencing/{parcel.code}/", sent, count(PermitApplication))


@write("owner")
def submit(ground: Places) -> Asked:
    return step_of_application(ground, "submit")


@write("owner")
def cancel(ground: Places) -> Asked:
    return step_of_application(ground, "cancel", "submit")


@write("engineer")
def recommend(ground: Places) -> Asked:
    return step_of_application(ground, "recommend", "submit")


@write("engineer")
def return_to_the_applicant(ground: Places) -> Asked:
    return step_of_application(ground, "return", "submit")


@write("head")
def approve(ground: Places) -> Asked:
    return step_of_application(ground, "approve", "submit", "recommend")


@write("head")
def send_back(ground: Places) -> Asked:
    return step_of_application(ground, "send_back", "submit", "recommend")


@write(*HANDS)
def ask_for_a_supplement(ground: Places) -> Asked:
    return in_file(ground, Supplement, act="ask", wanted="text", text="وضّح الغرض")


@write(*HANDS)
def make_a_condition(ground: Places) -> Asked:
    return in_file(ground, Condition, act="impose", stage="2", text="رفع المخلفات")


@write("owner", *OFFICE)
def say_something_to_the_parties(ground: Places) -> Asked:
    return in_file(ground, Comment, act="comment", shared="1", text="كلمة")


@write("owner", *OFFICE)
def file_a_paper(ground: Places) -> Asked:
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    subject = paper_subject(thread.case.pk)
    sent = {
        "document-subject": subject, "document-kind": "deed", "document-title": "صك", "document-secrecy": "parties",
        "document-file": lambda: SimpleUploadedFile("deed.pdf", pdf()),
    }  # fmt: skip
    return Asked("/documents/", sent, count(Document, subject=subject))


# --- programs -----------------------------------------------------------------------------------


@write("program")
def file_an_application_through_a_program(ground: Places) -> Asked:
    made = make_office(ground)
    parcel = enter_drawn(ground.west, "A", cell_m=20)["A"]
    return Asked(
        "/api/v1/applications", fencing(parcel.code), count(PermitApplication), json=True, token=made.token
    )  # fmt: skip


@write("program")
def submit_through_a_program(ground: Places) -> Asked:
    made = make_office(ground)
    filed = filed_by_program(made, ground.west)
    return Asked(
        f"/api/v1/applications/{filed}/steps", {"step": "submit"}, state(filed), json=True, token=made.token
    )  # fmt: skip


@write("head")
def write_down_a_mandate(ground: Places) -> Asked:
    made = make_office(ground, mandated=False)
    today = timezone.localdate()
    sent = {
        "act": "record_mandate", "place": ground.west.body.code, "identifier": CANARY_IDENTIFIER,
        "document_number": "7", "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    return Asked(f"/offices/{made.office.registration_number}/", sent, count(Mandate))


# --- payments -----------------------------------------------------------------------------------


def _billed(ground: Places) -> Billed:
    return Billed(open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve")))


def _told(payment: Payment, **changed: str) -> tuple[bytes, dict[str, str]]:
    body, headers = payment_message(payment)
    return body, {**headers, **changed}


@write(*EVERYBODY)
def tell_a_payment_under_the_billers_signature(ground: Places) -> Asked:
    billed = _billed(ground)
    body, headers = _told(billed.payment())
    return Asked("/payments/notifications", body, state(billed.thread.case.pk), headers, json=True)


@write()
def tell_a_payment_under_another_signature(ground: Places) -> Asked:
    billed = _billed(ground)
    body, headers = _told(billed.payment())
    forged = {name: value[:-4] + "AAAA" if "ignature" in name else value for name, value in headers.items()}
    assert forged != headers
    return Asked("/payments/notifications", body, state(billed.thread.case.pk), forged, json=True)


@write("finance")
def resolve_a_difference(ground: Places) -> Asked:
    bill = _billed(ground).bill
    body = ground.west.body
    with territory([body.pk]):
        made = Discrepancy.objects.create(
            kind=Difference.WRONG_AMOUNT, municipality=body, bill=bill, bill_number=bill.number or ""
        )
    sent = {"difference": made.pk, "resolution": "أُعيد المبلغ"}
    return Asked("/bills/differences/", sent, count(Discrepancy, resolved_at=None))


# --- violations ---------------------------------------------------------------------------------


def _seen(ground: Places, do: str, tells: Callable[[Found], Callable[[], Any]], **sent: str) -> Asked:
    one = found(ground.west)
    return Asked(f"/violations/{one.violation.pk}/", {"do": do, **sent}, tells(one))


def _step_of_violation(ground: Places, name: str, *before: str) -> Asked:
    one = found(ground.west).walk(before)
    return Asked(f"/violations/{one.violation.pk}/", {"step": name, "note": "سبب"}, state(one.violation.pk))


@write("inspector")
def record_a_violation(ground: Places) -> Asked:
    place = transformed(ground.west.district.geom.centroid, LONLAT_SRID)
    sent = {
        "request_id": str(uuid4()), "item": "build_unlicensed", "note": "بناء دون رخصة", "sites": "1",
        "latitude": f"{place.y:.7f}", "longitude": f"{place.x:.7f}",
    }  # fmt: skip
    return Asked("/violations/record/", sent, count(Violation))


@write("inspector")
def come_again(ground: Places) -> Asked:
    return _seen(ground, "visit", lambda one: count(Visit, violation=one.violation), corrected="no", visit_note="x")


@write("inspector")
def name_who_is_responsible(ground: Places) -> Asked:
    def tells(one: Found) -> Callable[[], Any]:
        return lambda: Violation.objects.get(pk=one.violation.pk).respondent_name

    return _seen(ground, "name", tells, name="منشأة أخرى", identifier="7000000001", size="small")


@write("head")
def stop_the_works(ground: Places) -> Asked:
    return _seen(ground, "stop", lambda one: count(StopOrder, violation=one.violation), reason="خطر")


@write("inspector")
def propose_a_fine(ground: Places) -> Asked:
    return _step_of_violation(ground, "propose")


@write("head")
def impose_a_fine(ground: Places) -> Asked:
    return _step_of_violation(ground, "impose", "propose")


@write("engineer")
def enter_an_appeal(ground: Places) -> Asked:
    return _step_of_violation(ground, "lodge_appeal", "propose", "impose")


@write("committee")
def allow_an_appeal(ground: Places) -> Asked:
    return _step_of_violation(ground, "allow_appeal", "propose", "impose", "lodge_appeal")


# --- excavations --------------------------------------------------------------------------------


@write(*SIGNED_IN)
def apply_for_a_dig(ground: Places) -> Asked:
    make_diggers(ground.west, ground.citizen)
    start = timezone.localdate() + timedelta(days=10)
    sent = {
        "request_id": str(uuid4()), "manner": "new", "network": "water", "parcel": "", "width_m": "1", "depth_m": "1.5",
        "points": "\n".join(f"{x:.3f} {y:.3f}" for x, y in placed(ground.west, ((20, 100), (60, 100)))),
        "surface": "asphalt", "starts_on": start.isoformat(), "ends_on": (start + timedelta(days=4)).isoformat(),
        "closure": "none", "contractor": CONTRACTOR, "consultant": CONSULTANT, "purpose": "مد خط", "joint_with": "",
        "name": APPLICANT.name, "identifier": APPLICANT.identifier, "mobile": APPLICANT.mobile, "action": "ask",
    }  # fmt: skip
    return Asked("/excavations/apply/", sent, count(PermitApplication))


def _step_of_dig(ground: Places, name: str, *before: str) -> Asked:
    diggers = make_diggers(ground.west, ground.citizen)
    made = ask_to_dig(diggers, wanted(ground.west))
    with territory([ground.west.body.pk]):
        act_as(ground.citizen.pk)
        diggers.take(made.case, *before)
    return Asked(f"/excavations/{made.pk}/", {"step": name, "note": "سبب"}, state(made.pk))


@write("owner")
def submit_a_dig(ground: Places) -> Asked:
    return _step_of_dig(ground, "submit")


@write("coordinator")
def circulate_a_dig(ground: Places) -> Asked:
    return _step_of_dig(ground, "circulate", "submit")


@write("head")
def approve_a_dig(ground: Places) -> Asked:
    return _step_of_dig(ground, "approve", "submit", "circulate", "recommend")
