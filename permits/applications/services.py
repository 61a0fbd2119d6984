"""Applying for permits, deciding, issuing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.calendars.terms import Calendar, Term, Unit
from geo.municipalities.models import Municipality
from geo.outbox.services import send
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.services import identifier_hash, register_party
from geo.printing.services import file_printout
from geo.series.services import issue_number
from geo.spatial_rules.selectors import value_on
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.assess import assess
from permits.applications.certificate import draft_certificate, issue_notice
from permits.applications.enums import ApplicationState
from permits.applications.errors import AlreadyApplied, ParcelNotOpen, TermMissing
from permits.applications.fence import fence_along
from permits.applications.kinds.kind import Kind, kinds
from permits.applications.models import Permit, PermitApplication
from permits.cases.models import Case
from permits.cases.services import claim_parcel, open_case, release_claims, take_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who applies: name, ten-digit identity number, mobile number."""

    name: str
    identifier: str
    mobile: str


@transaction.atomic
def apply_for_fencing(
    *, parcel: PublishedParcel, applicant: Applicant, corners: Sequence[int], by: User, request_id: UUID
) -> PermitApplication:
    """Open an application to fence the sides that begin at the given corners, once per request id.

    Runs inside the territory of the parcel. Errors: ParcelNotOpen, NoSideChosen, AlreadyApplied, InvalidInput.
    """
    if parcel.state != ParcelState.ACTIVE:
        raise ParcelNotOpen
    office = Municipality.objects.get(pk=parcel.municipality_id)
    version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
    works = fence_along(version, corners)
    details = _fence_details(works, corners, applicant)
    case = open_case(kind=kinds["fencing"].flow, municipality=office, by=by, request_id=request_id)
    known = PermitApplication.objects.select_related("applicant").filter(case=case).first()
    if known:
        return _same_application(known, version, details, applicant)
    application = PermitApplication.objects.create(
        case=case,
        municipality=office,
        kind="fencing",
        parcel=version.parcel,
        version=version,
        applicant=_party(applicant, office),
        works=works,
        details=details,
    )
    assess(application=application, by=by)
    return application


def _same_application(
    known: PermitApplication, version: BoundaryVersion, details: dict[str, Any], applicant: Applicant
) -> PermitApplication:
    """Return the application that this request opened before; raise AlreadyApplied when it asked for something else."""
    asked = (version.parcel_id, details, identifier_hash(applicant.identifier))
    if (known.parcel_id, known.details, known.applicant.identifier_hash) != asked:
        raise AlreadyApplied
    return known


def _party(applicant: Applicant, office: Municipality) -> Party:
    return register_party(
        kind=PartyKind.PERSON,
        name=applicant.name,
        municipality=office,
        identifier=applicant.identifier,
    )


def _fence_details(works: GEOSGeometry, corners: Sequence[int], applicant: Applicant) -> dict[str, Any]:
    """Return what was asked for. Name and mobile stay as typed here: who knows a number sees no name to it."""
    return {
        "corners": sorted(set(corners)),
        "length_m": round(works.length, 2),
        "applicant_name": applicant.name,
        "mobile": applicant.mobile,
    }


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of an application; approval issues the permit in the same transaction."""
    application = PermitApplication.objects.select_related("version__parcel", "municipality").get(pk=case.pk)

    def settle(moved: Case) -> None:
        if moved.state == ApplicationState.SUBMITTED:
            claim_parcel(case=moved, version=application.version)  # a draft holds nothing
        assess(application=application, by=by)
        if moved.state == ApplicationState.ISSUED:
            issue_permit(application=application, approved_by=by)
        if moved.state in (ApplicationState.REJECTED, ApplicationState.CANCELLED):
            release_claims(case=moved)

    return take_step(case=case, name=name, by=by, note=note, effect=settle)


def permit_request(application: PermitApplication) -> UUID:
    """Return the request id of an application's permit: the same however often issuing is tried."""
    return uuid5(application.pk, "permit")


#: The digit of a permit's kind in its number: all digits, so that it can be said, typed and read in either script.
KIND_DIGIT = {"building": 1, "demolition": 2, "restoration": 3, "fencing": 4, "excavation": 5}


@transaction.atomic
def issue_permit(*, application: PermitApplication, approved_by: User) -> Permit:
    """Number, record and print the permit of an approved application; a second call returns the same permit.

    Errors: TermMissing, and those of issuing and printing: then nothing is issued.
    """
    existing = Permit.objects.filter(application=application).first()
    if existing:
        return existing
    permit = _number(application, approved_by, timezone.localdate())
    permit.printout = file_printout(draft=draft_certificate(permit, "ar"), by=approved_by)
    permit.save(update_fields=["printout"])
    send(topic="permit.issued", key=permit.number, payload={"text_ar": issue_notice(permit)})
    return permit


def _number(application: PermitApplication, approved_by: User, day: date) -> Permit:
    """Take the next number and write the permit under it; the term is computed here, once."""
    kind, office = kinds[application.kind], application.municipality
    term = term_of(kind, on=day)
    expires = term.ends(day)
    issued = issue_number(
        request_id=permit_request(application),
        kind=f"permit {kind.kind}",
        office=office,
        by=approved_by,
        subject=f"application:{application.pk}",
        facts={"parcel": application.parcel.code, "version": application.version_id, "from": day, "to": expires},
    )
    return Permit.objects.create(
        application=application,
        municipality=office,
        kind=kind.kind,
        number=f"{office.code}/{issued.hijri_year}/{KIND_DIGIT[kind.kind]}/{issued.number:05d}",
        parcel=application.parcel,
        version=application.version,
        issued_on=day,
        expires_on=expires,
        term_text=f"{term.amount} {term.calendar} {term.unit}",
        approved_by=approved_by,
        recommended_by=_recommender(application),
        chain_hash=issued.chain_hash,
    )


def term_of(kind: Kind, *, on: date) -> Term:
    """Return the term that holds on a day for permits of a kind; raise TermMissing."""
    value = value_on(kind.term_code, on)
    if value is None:
        raise TermMissing
    calendar, unit = value.unit.split()
    return Term(Calendar(calendar), int(value.value), Unit(unit))


def _recommender(application: PermitApplication) -> User:
    event = application.case.events.filter(transition="recommend").order_by("-taken_at", "-pk")[0]
    return event.taken_by
