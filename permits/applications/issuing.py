"""Issuing: number, term, record and permit in one short transaction; the paper follows with the commit."""

import logging
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.jobs.services import defer
from geo.outbox.services import send
from geo.printing.models import Printout
from geo.printing.services import file_printout
from geo.printing.signing.services import usable_seal
from geo.series.services import issue_number
from geo.spatial_rules.engine import Verdict
from geo.spatial_rules.facts import canonical
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.selectors import value_on
from permits.applications.assess import judge_now
from permits.applications.certificate import draft_certificate, issue_notice
from permits.applications.errors import TermMissing
from permits.applications.kinds.kind import Kind, kind_of
from permits.applications.models import Permit, PermitApplication
from permits.applications.record import ISSUE, grounds_now, term_from, told_of
from permits.decisions.models import DecisionRecord
from permits.decisions.services import seal_decision, sha256_of, write_decision

log = logging.getLogger(__name__)
#: The job that prints what was issued (tasks.py).
PRINT = "applications.print_certificate"


def permit_request(application: PermitApplication) -> UUID:
    """Return the request id of an application's permit: the same however often issuing is tried."""
    return uuid5(application.pk, "permit")


#: The digit of a permit's kind in its number: all digits, so that it can be said, typed and read in either script.
KIND_DIGIT = {"building": 1, "demolition": 2, "restoration": 3, "fencing": 4, "excavation": 5, "simple": 7}


@transaction.atomic
def issue_permit(*, application: PermitApplication, approved_by: User, verdict: Verdict[Any] | None = None) -> Permit:
    """Number and record the permit of an approved application; a second call returns the same permit.

    The counter and the office's chain are held until the commit: nothing is printed meanwhile. The paper is left for
    the worker, and whoever opens it first prints it (`printed`). Where papers must be signed and cannot be, nothing is
    issued. `verdict`: what the step found. Errors: TermMissing, SigningUnavailable, and those of issuing.
    """
    existing = Permit.objects.filter(application=application).first()
    if existing:
        return existing
    usable_seal()
    permit = _number(application, approved_by, verdict or judge_now(application))
    defer(PRINT, permit=str(permit.pk), municipality=permit.municipality_id)
    send(topic="permit.issued", key=permit.number, payload={"text_ar": issue_notice(permit)})
    return permit


def _number(application: PermitApplication, approved_by: User, verdict: Verdict[Any]) -> Permit:
    """Take the next number, and write decision and permit under it; the term is computed here, once."""
    kind, office, day = kind_of(application), application.municipality, timezone.localdate()
    term = None if kind.until else _term(kind, day)
    told = told_of(application, grounds_now(application, verdict, act=ISSUE, day=day, term=term))
    body, expires = canonical(told), date.fromisoformat(told["term"]["to"])
    recommended_by = last_hand(application, "recommend")
    issued = issue_number(
        request_id=permit_request(application),
        kind=f"permit {kind.kind}",
        office=office,
        by=approved_by,
        subject=f"application:{application.pk}",
        facts={**_land(application), "from": day, "to": expires, "decision": sha256_of(body)},
    )
    number = f"{office.code}/{issued.hijri_year}/{KIND_DIGIT[kind.kind]}/{issued.number:05d}"
    write_decision(case=application.case, act=ISSUE, body=body, chain_hash=issued.chain_hash, number=number)
    return Permit.objects.create(
        application=application,
        municipality=office,
        kind=kind.kind,
        number=number,
        parcel=application.parcel,
        version=application.version,
        issued_on=day,
        expires_on=expires,
        term_text=_told_term(term, day, expires),
        approved_by=approved_by,
        recommended_by=recommended_by,
        chain_hash=issued.chain_hash,
    )


def record_decision(*, application: PermitApplication, act: str, verdict: Verdict[Any], by: User) -> DecisionRecord:
    """Keep what a decision that gives out no number stood on: an approval that waits for its payment, a refusal.

    Takes the head of the office's chain: the bill's number is taken before.
    """
    grounds = grounds_now(application, verdict, act=act, day=timezone.localdate())
    return seal_decision(case=application.case, act=act, told=told_of(application, grounds), by=by)


@transaction.atomic
def printed(permit: Permit) -> Printout:
    """Return the certificate of a permit; print, sign and file it now when that was not done yet. Once.

    Runs inside the territory of the permit. Errors: those of printing and signing.
    """
    held = Permit.objects.select_for_update(of=("self",), no_key=True).select_related(
        "application__case", "application__applicant", "municipality", "version", "approved_by", "recommended_by"
    ).get(pk=permit.pk)  # fmt: skip
    if held.printout is None:
        draft = (kind_of(held.application).draft or draft_certificate)(held, "ar")
        decided = DecisionRecord.objects.filter(number=held.number).values_list("decided_at", flat=True).first()
        held.printout = file_printout(draft=draft, by=held.approved_by, issued_at=decided)
        held.save(update_fields=["printout"])
    permit.printout = held.printout
    return held.printout


def _land(application: PermitApplication) -> dict[str, Any]:
    """Return which land the record names: works in the street stand on no parcel."""
    if application.parcel is None:
        return {}
    return {"parcel": application.parcel.code, "version": application.version_id}


def _term(kind: Kind, day: date) -> ReferenceValue:
    """Return the term that holds on a day for permits of a kind. Errors: TermMissing."""
    value = value_on(kind.term_code, day)
    if value is None:
        raise TermMissing
    return value


def _told_term(term: ReferenceValue | None, day: date, expires: date) -> str:
    if term is None:
        return f"{day.isoformat()} – {expires.isoformat()}"
    length = term_from(term)
    return f"{length.amount} {length.calendar} {length.unit}"


def last_hand(application: PermitApplication, *transitions: str) -> User:
    """Return who took one of these steps of the application last."""
    event = application.case.events.filter(transition__in=transitions).order_by("-taken_at", "-pk")[0]
    return event.taken_by
