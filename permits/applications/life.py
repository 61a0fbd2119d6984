"""What the steps of an issued permit bring about: its paper, term, holder and land, and the occupancy certificate."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, has_role
from geo.calendars.digits import fold_digits
from geo.calendars.terms import Term
from geo.printing.services import file_printout, resume_printout, revoke_printout, suspend_printout
from geo.series.services import issue_number
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.facts import canonical
from geo.spatial_rules.selectors import value_on
from permits.applications.applicant import Applicant, party_of
from permits.applications.certificate import draft_certificate
from permits.applications.enums import ApplicationState, PermitKind, Wish
from permits.applications.errors import EditionRefused, TermMissing
from permits.applications.inspecting import may_inspect, stages_open
from permits.applications.issuing import last_hand, printed
from permits.applications.kinds.kind import kind_of, renewal_charges
from permits.applications.life_guards import (
    asked_request,
    begun,
    holds,
    inspected,
    missing_stages,
    open_request,
    permit_of,
    purpose_of,
)
from permits.applications.life_record import (
    OCCUPANCY,
    RENEW,
    REVOKE,
    TRANSFER,
    inspections_of,
    record_life,
    told_of_life,
)
from permits.applications.models import OccupancyCertificate, Permit, PermitEdition, PermitRequest
from permits.applications.occupancy import draft_occupancy
from permits.applications.record import term_from
from permits.applications.selectors import holder_of
from permits.applications.simple import term_of
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.cases.services import claim_parcel, release_claims
from permits.decisions.services import sha256_of, write_decision
from permits.payments.models import Bill, Fee
from permits.payments.services import cancel_bill, charge

_S = ApplicationState
#: States from which a permit is renewed, and transferred.
RENEWED_FROM = frozenset({_S.ISSUED, _S.STARTED, _S.EXPIRED})
TRANSFERRED_FROM = frozenset({_S.ISSUED, _S.STARTED})
#: States in which the land is let go: the permit holds nothing any more.
ENDED = frozenset({_S.CLOSED, _S.REVOKED, _S.EXPIRED})
#: Steps that end a permit for good: a renewal that waits for its payment is not given any more.
FINAL = frozenset({"revoke", "finish", "give_way"})
#: Steps by which a renewal is granted; it begins when it is paid.
GRANTS = frozenset({"grant_renewal", "grant_renewal_works", "grant_renewal_expired"})


def after_step(*, case: Case, name: str, by: User, note: str) -> None:
    """Do what a step of an issued permit brings about, in the step's transaction. Errors: those of printing."""
    permit = permit_of(case)
    if name in ("suspend", "stop"):
        suspend_printout(printout=printed(permit), reason=note, by=by)
    elif name in ("resume", "resume_works", "order_lifted", "order_lifted_works"):
        resume_printout(printout=printed(permit), reason=note or name, by=by)
    elif name == "revoke":
        _revoke(permit, by, note)
    elif name in ("renew", "renew_works"):
        _renew(permit, case)
    elif name in ("transfer", "transfer_works"):
        _transfer(permit, by)
    elif name == "finish" and case.kind == PermitKind.BUILDING:
        issue_occupancy(permit=permit, by=by)
    if name in FINAL:
        cancel_bill(case=case, by=by, note=note)
    if case.state in ENDED:
        release_claims(case=case)


def _revoke(permit: Permit, by: User, reason: str) -> None:
    revoke_printout(printout=printed(permit), reason=reason, by=by)
    permit.revoked_at, permit.revoked_reason = timezone.now(), reason[:300]
    permit.save(update_fields=["revoked_at", "revoked_reason"])
    record_life(permit=permit, act=REVOKE, by=by)


def grant_renewal(*, case: Case, by: User) -> Bill | None:
    """Bill a renewal that the head has granted, by today's tariffs; None where nothing is due: it begins at once.

    Errors: EditionRefused when whoever asked decides, TermMissing, and those of charging.
    """
    permit = permit_of(case)
    request = asked_request(permit, Wish.RENEWAL)
    if request.asked_by_id == by.pk:
        raise EditionRefused
    renewal_term(permit, on=timezone.localdate())
    charges = renewal_charges(permit.application)
    return charge(case=case, quantities=charges, by=by, purpose=purpose_of(request))


def _renew(permit: Permit, case: Case) -> None:
    """Begin a new term on the day after the former one, or today where that is over; the land is held again.

    In the name of the head who granted it: the step itself is the system's, which was told of the payment.
    """
    today = timezone.localdate()
    term, value = renewal_term(permit, on=today)
    if permit.version is not None:
        claim_parcel(case=case, version=permit.version)
    request = asked_request(permit, Wish.RENEWAL)
    fee = Fee.objects.filter(case=case, purpose=purpose_of(request)).latest("pk")
    head = last_hand(permit.application, *GRANTS)
    edition = new_edition(
        permit=permit, request=request, expires_on=term.ends(max(today, permit.expires_on)), term_text=_told(term),
        by=head, fee=fee,
    )  # fmt: skip
    record_life(permit=permit, act=RENEW, by=head, fee=fee.pk, edition=edition.pk, term=value)


@dataclass(frozen=True, slots=True)
class Renewal:
    """The wish for a new term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """The wish for a new holder: who he is, and the deed that names him."""

    owner: Applicant
    deed_number: str


def may_ask_for(person: Person, case: Case, what: Wish) -> bool:
    """Say whether a person may ask for a renewal or a transfer now: whoever applied, and the office's engineer."""
    states = RENEWED_FROM if what == Wish.RENEWAL else TRANSFERRED_FROM
    if case.state not in states or not isinstance(person, User):
        return False
    if case.opened_by_id != person.pk and not has_role(person, Role.ENGINEER, case.municipality_id):
        return False
    return open_request(permit_of(case), what) is None


@transaction.atomic
def ask_for(*, case: Case, wish: Renewal | Transfer, by: User) -> PermitRequest:
    """Record what is asked for of a permit; another person decides. Errors: StepNotPossible."""
    what = Wish.TRANSFER if isinstance(wish, Transfer) else Wish.RENEWAL
    if not may_ask_for(by, case, what):
        raise StepNotPossible
    permit = permit_of(case)
    return PermitRequest.objects.create(
        permit=permit, municipality_id=permit.municipality_id, what=what, asked_by=by,
        holder=party_of(wish.owner, permit.municipality) if isinstance(wish, Transfer) else None,
        holder_name=wish.owner.name if isinstance(wish, Transfer) else "",
        deed_number=fold_digits(wish.deed_number) if isinstance(wish, Transfer) else "",
    )  # fmt: skip


def life_of(person: Person, case: Case, permit: Permit) -> dict[str, Any]:
    """Return what the page of a case shows of its permit's life: inspections, requests, editions, occupancy."""
    return {
        "inspections": permit.application.inspections.select_related("inspected_by"),
        "missing_stages": missing_stages(case) if case.state == _S.STARTED else [],
        "may_inspect": may_inspect(person, case) and bool(stages_open(case)),
        "uninspected": case.state == _S.COMPLETION_REQUESTED and not holds(inspected, case),
        "may_renew": may_ask_for(person, case, Wish.RENEWAL),
        "may_transfer": may_ask_for(person, case, Wish.TRANSFER),
        "requests": permit.requests.filter(edition=None).select_related("asked_by"),
        "editions": permit.editions.select_related("request"),
        "holder_name": holder_of(permit)[1],
        "occupancy": OccupancyCertificate.objects.select_related("printout").filter(permit=permit).first(),
    }


def _told(term: Term) -> str:
    return f"{term.amount} {term.calendar} {term.unit}"


def renewal_term(permit: Permit, *, on: date) -> tuple[Term, int | None]:
    """Return the term of a renewal by how far the works are (DOMAIN 1.6), and the key of the dated value that says so.

    A simple kind's row says it without such a value. Errors: TermMissing.
    """
    application = permit.application
    if application.simple is not None:
        return term_of(application.simple), None
    value = value_on(f"{permit.kind}_renewal_{'under_way' if begun(application.case) else 'not_begun'}", on)
    if value is None:
        raise TermMissing
    return term_from(value), value.pk


def _transfer(permit: Permit, by: User) -> None:
    request = asked_request(permit, Wish.TRANSFER)
    edition = new_edition(
        permit=permit, request=request, expires_on=permit.expires_on, term_text=permit.term_text, by=by
    )
    record_life(permit=permit, act=TRANSFER, by=by, edition=edition.pk)


def new_edition(
    *, permit: Permit, request: PermitRequest, expires_on: date, term_text: str, by: User, fee: Fee | None = None
) -> PermitEdition:
    """Write the next edition of a permit under its number, and file its paper in the place of the former one.

    Errors: EditionRefused when whoever asked decides, BillNotPaid for a renewal without its fee, those of printing.
    """
    paper = printed(permit)
    holder, name = holder_of(permit)
    if request.holder is not None:
        holder, name = request.holder, request.holder_name
    with refusals_explained():
        edition = PermitEdition.objects.create(
            permit=permit, municipality_id=permit.municipality_id, number=permit.editions.count() + 2, request=request,
            holder=holder, holder_name=name, former_expires_on=permit.expires_on, expires_on=expires_on,
            term_text=term_text, made_by=by, fee=fee,
        )  # fmt: skip
        permit.expires_on = expires_on
        permit.save(update_fields=["expires_on"])
    draft = (kind_of(permit.application).draft or draft_certificate)(permit, "ar")
    permit.printout = file_printout(draft=draft, by=by, replaces=paper)
    permit.save(update_fields=["printout"])
    return edition


@transaction.atomic
def issue_occupancy(*, permit: Permit, by: User) -> OccupancyCertificate:
    """Number the occupancy certificate of a finished building, record it, file its paper. Errors: those of printing."""
    office, day = permit.municipality, timezone.localdate()
    body = canonical(told_of_life(permit, OCCUPANCY, inspections=inspections_of(permit)))
    issued = issue_number(
        request_id=uuid5(permit.pk, "occupancy"), kind="occupancy", office=office, by=by,
        subject=f"occupancy:{permit.pk}", facts={"permit": permit.number, "from": day, "decision": sha256_of(body)},
    )  # fmt: skip
    made = OccupancyCertificate.objects.create(
        permit=permit, municipality=office, number=f"{office.code}/{issued.hijri_year}/6/{issued.number:05d}",
        issued_on=day, issued_by=by, chain_hash=issued.chain_hash,
    )  # fmt: skip
    write_decision(
        case=permit.application.case, act=OCCUPANCY, body=body, chain_hash=issued.chain_hash, number=made.number
    )
    made.printout = file_printout(draft=draft_occupancy(made, "ar"), by=by)
    made.save(update_fields=["printout"])
    return made
