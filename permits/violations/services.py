"""Recording violations, taking their steps, visits, and who is responsible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.documents.enums import DocumentKind
from geo.documents.services import file_document
from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.services import register_party
from geo.series.services import record_act
from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.cases.services import open_case, take_step
from permits.payments.registry import payables
from permits.payments.services import cancel_bill, charge
from permits.violations.catalogue import items, term_on
from permits.violations.enums import Size, ViolationState
from permits.violations.errors import AlreadyRecorded, FineUnknown, NotAnInspector, PlaceMissing, RespondentStays
from permits.violations.fines import former_of, quantities_of
from permits.violations.flow import KIND
from permits.violations.guards import OPEN_TO_NAMES
from permits.violations.models import Violation, Visit
from permits.violations.policies import may_inspect, subject_of
from permits.violations.serving import follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """Who is responsible: a person, or an establishment of a size; ten digits identify either."""

    name: str
    identifier: str
    size: Size | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photograph as it was taken: the name of its file, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What was seen: an item of the catalogue, where (any geometry in the storage CRS), and against what."""

    office: Municipality
    item: str
    place: GEOSGeometry
    note: str
    parcel: Parcel | None = None
    permit_case: Case | None = None
    sites: int = 1
    observed_at: datetime | None = None
    respondent: Respondent | None = None
    photos: Sequence[Photo] = ()


@transaction.atomic
def record_violation(*, sighting: Sighting, by: User, request_id: UUID) -> Violation:
    """Open the case of a violation with its photographs, once per request id. Runs inside the territory of the office.

    `by` is an inspector there, or the system. Errors: NotAnInspector, PlaceMissing, AlreadyRecorded, those of filing.
    """
    if by != system_account() and not may_inspect(by, sighting.office.pk):
        raise NotAnInspector
    if sighting.place.empty:
        raise PlaceMissing
    items[sighting.item]  # KeyError: no such violation
    case = open_case(kind=KIND, municipality=sighting.office, by=by, request_id=request_id)
    known = Violation.objects.filter(case=case).first()
    if known is not None:
        if (known.item, known.note) != (sighting.item, sighting.note):
            raise AlreadyRecorded
        return known
    violation = Violation.objects.create(
        id=case.pk, case=case, municipality=sighting.office, item=sighting.item, place=_point(sighting.place),
        parcel=sighting.parcel, permit_case=sighting.permit_case, note=sighting.note, sites=sighting.sites,
        observed_at=sighting.observed_at or timezone.now(), **_named(sighting.respondent, sighting.office),
    )  # fmt: skip
    for photo in sighting.photos:
        file_photo(violation=violation, photo=photo, by=by)
    return violation


def _point(place: GEOSGeometry) -> Point:
    return place if isinstance(place, Point) else place.point_on_surface


def _named(respondent: Respondent | None, office: Municipality) -> dict[str, Any]:
    if respondent is None:
        return {}
    party = register_party(
        kind=PartyKind.ORGANISATION if respondent.size else PartyKind.PERSON, name=respondent.name,
        municipality=office, identifier=respondent.identifier,
    )  # fmt: skip
    return {"respondent": party, "respondent_name": respondent.name, "size": respondent.size or ""}


def file_photo(*, violation: Violation, photo: Photo, by: User) -> None:
    """File a photograph with the violation. Errors: those of filing."""
    file_document(
        subject=subject_of(violation.pk), office=violation.municipality, kind=DocumentKind.PHOTO, title="",
        name=photo.name, content=photo.content, by=by,
    )  # fmt: skip


@transaction.atomic
def name_respondent(*, violation: Violation, respondent: Respondent, by: User) -> Violation:
    """Say who is responsible, before a fine is imposed. Errors: NotAnInspector, RespondentStays, InvalidInput."""
    case = _locked(violation)
    if not may_inspect(by, case.municipality_id):
        raise NotAnInspector
    if case.state not in OPEN_TO_NAMES:
        raise RespondentStays
    named = _named(respondent, case.municipality)
    party: Party = named["respondent"]
    Violation.objects.filter(pk=violation.pk).update(**named)
    record_act(
        office=case.municipality, by=by, action="violation respondent named", subject=f"case:{case.pk}",
        facts={"party": str(party.pk), "size": named["size"]},
    )  # fmt: skip
    violation.refresh_from_db()
    return violation


@transaction.atomic
def record_visit(*, violation: Violation, corrected: bool, note: str, by: User, photos: Sequence[Photo] = ()) -> Visit:
    """Write down what an inspector found when he came again. Errors: NotAnInspector, those of filing."""
    case = _locked(violation)
    if not may_inspect(by, case.municipality_id):
        raise NotAnInspector
    visit = Visit.objects.create(
        violation=violation, municipality=case.municipality, corrected=corrected, note=note.strip(), visited_by=by
    )
    for photo in photos:
        file_photo(violation=violation, photo=photo, by=by)
    record_act(
        office=case.municipality, by=by, action="violation visited", subject=f"case:{case.pk}",
        facts={"corrected": corrected, "note": note.strip()},
    )  # fmt: skip
    return visit


def _locked(violation: Violation) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=violation.case_id)


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a violation: a warning sets the correction day, a fine is billed by the law of its day.

    Errors: those of the step and of the fee, TermMissing, FineUnknown.
    """
    violation = Violation.objects.select_related("municipality").get(pk=case.pk)

    def settle(moved: Case) -> None:
        if moved.state == ViolationState.CORRECTION:
            today = timezone.localdate()
            violation.correct_by = term_on(violation.kind.correction, today).ends(today)
            violation.save(update_fields=["correct_by"])
        if moved.state == ViolationState.FINED:
            _bill(violation, moved, by)
        if moved.state == ViolationState.APPEALED:
            cancel_bill(case=moved, by=by, note=note)  # nobody pays what may fall
        follow(case=moved, step=name, by=by, note=note)

    moved = take_step(case=case, name=name, by=by, note=note, effect=settle)
    moved.refresh_from_db()
    return moved


def _bill(violation: Violation, case: Case, by: User) -> None:
    """Bill the fine by the tariffs of the day of the violation, to nobody's account: its number is enough to pay."""
    former = former_of(violation)
    if former is not None and violation.repeat_of_id is None:
        violation.repeat_of = former
        violation.save(update_fields=["repeat_of"])
    day: date = timezone.localdate(violation.observed_at)
    if charge(case=case, quantities=quantities_of(violation), by=by, on=day, to_opener=False) is None:
        raise FineUnknown(missing=violation.kind.tariff)


class PaidFine:
    """What the bill of a fine does when it is paid, and when it is not."""

    def paid(self, case: Case) -> None:
        """Say that the fine is paid."""
        decide(case=case, name="pay", by=system_account())

    def lapsed(self, case: Case) -> None:
        """Say that the fine is overdue; the head of the office bills it again."""
        decide(case=case, name="lapse", by=system_account())


payables.register(KIND, PaidFine())
