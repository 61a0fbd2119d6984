"""Beginning surveys, recording field work, deciding, issuing."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import has_role
from geo.calendars.terms import Calendar, Term, Unit
from geo.municipalities.models import Municipality
from geo.printing.services import file_printout
from geo.series.services import Issued, issue_number
from geo.spatial.clock import transaction_time
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.selectors import value_on
from parcels.register.areas import areas_of
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.cases.errors import StepNotAllowed
from permits.cases.models import Case
from permits.cases.services import claim_parcel, open_case, release_claims, take_step
from permits.surveys.assess import assess
from permits.surveys.certificate import draft_decision
from permits.surveys.enums import IN_THE_FIELD, SurveyPurpose, SurveyState
from permits.surveys.errors import (
    AlreadyAsked,
    DecisionNotIssued,
    FieldWorkClosed,
    FieldWorkNotYours,
    SurveyNotOpen,
    ValidityMissing,
)
from permits.surveys.field_work import FieldNotes, Reduced, marks_of, reduce_notes
from permits.surveys.models import FieldSheet, Observation, Survey, SurveyDecision
from permits.surveys.policies import SECOND_HANDS, observed_himself

VALIDITY = "survey_decision_validity"
#: The unit of a validity value that says: no end. A missing value says nothing, and blocks.
WITHOUT_END = "without end"
#: Beside the digits of the kinds of permit in the numbers of the same offices.
KIND_DIGIT = 6


@transaction.atomic
def open_survey(*, parcel: PublishedParcel, purpose: SurveyPurpose, by: User, request_id: UUID) -> Survey:
    """Begin a survey of a parcel for a purpose, once per request id; it pins the boundary of today.

    Runs inside the territory of the parcel. Errors: SurveyNotOpen, AlreadyAsked.
    """
    if parcel.state != ParcelState.ACTIVE:
        raise SurveyNotOpen
    office = Municipality.objects.get(pk=parcel.municipality_id)
    version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
    case = open_case(kind="survey", municipality=office, by=by, request_id=request_id)
    known = Survey.objects.filter(case=case).first()
    if known:
        if (known.parcel_id, known.purpose) != (parcel.pk, purpose):
            raise AlreadyAsked
        return known
    survey = Survey.objects.create(
        case=case, municipality=office, purpose=purpose, parcel=version.parcel, version=version
    )
    assess(survey=survey, by=by)
    return survey


@transaction.atomic
def record_sheet(*, survey: Survey, notes: FieldNotes, by: User) -> FieldSheet:
    """Record field work: raw readings, their places as observed and adjusted, closure, areas. The last sheet counts.

    Errors: FieldWorkNotYours, FieldWorkClosed, TraverseUnreadable, UnknownCrs, NoOperation, OutsideOperation.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not has_role(by, Role.SURVEYOR, case.municipality_id):
        raise FieldWorkNotYours
    if case.state not in IN_THE_FIELD:
        raise FieldWorkClosed
    reduced = reduce_notes(notes)
    with refusals_explained():
        sheet = _sheet(survey, notes, reduced, by)
        Observation.objects.bulk_create(_observations(sheet, notes, reduced))
    assess(survey=survey, by=by)
    return sheet


def _sheet(survey: Survey, notes: FieldNotes, reduced: Reduced, by: User) -> FieldSheet:
    closure, operation = reduced.closure, reduced.operation
    return FieldSheet.objects.create(
        survey=survey,
        municipality_id=survey.municipality_id,
        number=survey.sheets.count() + 1,
        method=notes.method,
        instrument=notes.instrument,
        observed_on=notes.observed_on,
        epsg=notes.epsg,
        operation=operation.name if operation else "",
        operation_accuracy_m=operation.accuracy_m if operation else 0,
        accuracy_m=notes.accuracy_m,
        misclosure_m=closure.misclosure_m if closure else None,
        length_m=closure.length_m if closure else None,
        misclosure_ratio=closure.ratio if closure else None,
        area_grid_m2=reduced.area_grid_m2,
        area_ground_m2=reduced.area_ground_m2,
        recorded_by=by,
        recorded_at=transaction_time(),
    )


def _observations(sheet: FieldSheet, notes: FieldNotes, reduced: Reduced) -> list[Observation]:
    final = reduced.adjusted or reduced.shots
    rows = zip(notes.readings, reduced.shots, final, marks_of(final), strict=True)
    return [
        Observation(
            sheet=sheet,
            municipality_id=sheet.municipality_id,
            sequence=sequence,
            label=reading.label,
            raw_east=reading.east,
            raw_north=reading.north,
            raw_height=reading.height,
            geom=Point(shot.east, shot.north, srid=storage_srid()),
            adjusted=Point(last.east, last.north, srid=storage_srid()) if reduced.adjusted else None,
            mark=tied[0] if tied else None,
            mark_distance_m=tied[1] if tied else None,
        )
        for sequence, (reading, shot, last, tied) in enumerate(rows, 1)
    ]


@transaction.atomic
def decide(*, case: Case, name: str, by: User, note: str = "") -> Case:
    """Take a step of a survey; approval issues the decision in the same transaction.

    Errors: those of take_step; StepNotAllowed also for whoever observed the land himself.
    """
    survey = Survey.objects.select_related("version__parcel", "municipality").get(pk=case.pk)
    if name in SECOND_HANDS and observed_himself(by, survey):
        raise StepNotAllowed

    def settle(moved: Case) -> None:
        if moved.state == SurveyState.SUBMITTED:
            claim_parcel(case=moved, version=survey.version)  # a draft holds nothing
        assess(survey=survey, by=by)
        if moved.state == SurveyState.ISSUED:
            issue_decision(survey=survey, approved_by=by)
        if moved.state in (SurveyState.REJECTED, SurveyState.CANCELLED, SurveyState.ISSUED):
            release_claims(case=moved)

    return take_step(case=case, name=name, by=by, note=note, effect=settle)


@transaction.atomic
def issue_decision(*, survey: Survey, approved_by: User) -> SurveyDecision:
    """Number, record and print the decision of an approved survey; a second call returns the same decision.

    The decision that held for the parcel and purpose until now is superseded. Errors: ValidityMissing,
    DecisionNotIssued, and those of issuing and printing: then nothing is issued.
    """
    existing = SurveyDecision.objects.filter(survey=survey).first()
    if existing:
        return existing
    decision = _decision(survey, approved_by, timezone.localdate())
    former = SurveyDecision.objects.filter(parcel=survey.parcel, purpose=survey.purpose, superseded_by=None)
    with refusals_explained():
        former.update(superseded_by=decision.pk)  # its key comes first: the reference is checked when all is written
        decision.save(force_insert=True)
    decision.printout = file_printout(draft=draft_decision(decision, "ar"), by=approved_by)
    decision.save(update_fields=["printout"])
    return decision


def _decision(survey: Survey, approved_by: User, day: date) -> SurveyDecision:
    """Take the next number and fill in the decision; its validity is computed here, once."""
    sheet = survey.sheets.last()
    if sheet is None or sheet.misclosure_m is None or sheet.misclosure_ratio is None:
        raise DecisionNotIssued
    validity, valid_until = validity_of(day)
    issued = _number(survey, approved_by, {"sheet": sheet.number, "from": day, "to": valid_until})
    return SurveyDecision(
        survey=survey,
        municipality=survey.municipality,
        purpose=survey.purpose,
        parcel=survey.parcel,
        version=survey.version,
        sheet=sheet,
        number=f"{survey.municipality.code}/{issued.hijri_year}/{KIND_DIGIT}/{issued.number:05d}",
        issued_on=day,
        valid_until=valid_until,
        validity_cites=validity.cites,
        misclosure_m=sheet.misclosure_m,
        misclosure_ratio=sheet.misclosure_ratio,
        surveyed_by=_hand(survey, "submit"),
        checked_by=_hand(survey, "check"),
        approved_by=approved_by,
        chain_hash=issued.chain_hash,
        **_areas(survey, sheet),
    )


def _number(survey: Survey, by: User, facts: dict[str, Any]) -> Issued:
    return issue_number(
        request_id=uuid5(survey.pk, "survey decision"),
        kind="survey decision",
        office=survey.municipality,
        by=by,
        subject=f"survey:{survey.pk}",
        facts={"parcel": survey.parcel.code, "version": survey.version_id, "purpose": survey.purpose, **facts},
    )


def _areas(survey: Survey, sheet: FieldSheet) -> dict[str, Any]:
    """Return the areas of a decision, square metres; what is deducted on the register's land is deducted here."""
    areas = areas_of(PublishedParcel.objects.get(version_id=survey.version_id))
    return {
        "area_deed_m2": areas.deed_m2,
        "area_ground_m2": sheet.area_ground_m2,
        "area_grid_m2": areas.grid_m2,
        "area_net_m2": max(0.0, sheet.area_ground_m2 - (areas.ground_m2 - areas.net_m2)),
        "deductions": [{"kind": one.kind, "name": one.name, "m2": round(one.m2, 2)} for one in areas.deductions],
    }


def validity_of(day: date) -> tuple[ReferenceValue, date | None]:
    """Return the dated validity of decisions issued on a day, and the last day of it; None where it knows no end.

    Two sources disagree (three years; no end unless the land changes), so it is a dated value. Errors: ValidityMissing.
    """
    value = value_on(VALIDITY, day)
    if value is None:
        raise ValidityMissing
    if value.unit == WITHOUT_END:
        return value, None
    calendar, unit = value.unit.split()
    return value, Term(Calendar(calendar), int(value.value), Unit(unit)).ends(day)


def _hand(survey: Survey, step: str) -> User:
    """Return who took a step last."""
    return survey.case.events.filter(transition=step).order_by("-taken_at", "-pk")[0].taken_by
