"""Surveys brought to the state that a test begins with: a surveyor who walks the corners of a drawn parcel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial_rules.models import ReferenceValue
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from permits.cases.models import Case
from permits.surveys.enums import SurveyMethod, SurveyPurpose
from permits.surveys.field_sheet import Reading
from permits.surveys.field_work import FieldNotes
from permits.surveys.models import FieldSheet, Survey, SurveyDecision
from permits.surveys.services import decide, open_survey, record_sheet
from tests.factories.cases import enter_drawn
from tests.factories.places import Office

#: What surveys ask of data/reference: code, value, unit.
VALUES = {
    "survey_against_register": ("0.05", "m"),
    "closure_absolute": ("0.05", "m"),
    "closure_relative": ("0.0002", "ratio"),
    "survey_accuracy_build": ("0.05", "m"),
    "survey_accuracy_sale": ("0.05", "m"),
    "survey_accuracy_subdivision": ("0.03", "m"),
    "deed_area_relative": ("0.02", "ratio"),
    "survey_decision_validity": ("3", "hijri year"),
}
SINCE = date(2020, 1, 1)
THROUGH = ("submit", "check", "approve")


def hold_survey_values(*, without: Sequence[str] = ()) -> None:
    """Write the values that surveys ask for, all but those left out."""
    for code, (value, unit) in VALUES.items():
        if code not in without:
            hold(code, value, unit)


def hold(code: str, value: str, unit: str, *, since: date = SINCE) -> None:
    """Write one dated value."""
    ReferenceValue.objects.create(
        code=code, value=Decimal(value), unit=unit, valid_from=since, cites="test", status="test"
    )


def readings(places: Sequence[tuple[str, float, float]]) -> tuple[Reading, ...]:
    """Return readings of these labels, easts and norths."""
    return tuple(Reading(label, Decimal(str(round(e, 4))), Decimal(str(round(n, 4)))) for label, e, n in places)


def corners(parcel: PublishedParcel) -> list[tuple[str, float, float]]:
    """Return the register's corners of a parcel in walking order, each with its number as label."""
    return [(str(side.from_corner), *side.start) for side in sides(parcel)]


def walked(
    parcel: PublishedParcel, *, moved: dict[str, tuple[float, float]] | None = None, misclosure: float = 0.01
) -> tuple[Reading, ...]:
    """Return a walk around a parcel: corners moved by so many metres where told, closing so far from its beginning."""
    walk = [(label, e + (moved or {}).get(label, (0, 0))[0], n + (moved or {}).get(label, (0, 0))[1])
            for label, e, n in corners(parcel)]  # fmt: skip
    label, east, north = walk[0]
    return readings([*walk, (label, east + misclosure, north)])


def notes(points: Sequence[Reading], **changed: object) -> FieldNotes:
    """Return a field sheet of these readings; all else as usual unless told."""
    usual: dict[str, object] = {
        "epsg": 9359,
        "method": SurveyMethod.GNSS,
        "instrument": "Trimble R12i, 6041F00213",
        "accuracy_m": Decimal("0.015"),
        "observed_on": date(2026, 11, 1),
    }
    return FieldNotes(readings=points, **{**usual, **changed})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Thread:
    """A survey on its way: the office, the land, who asked, the survey."""

    office: Office
    parcel: PublishedParcel
    asker: User
    survey: Survey

    def record(self, given: FieldNotes | None = None, by: User | None = None) -> FieldSheet:
        """Record a field sheet, as usual unless told."""
        with territory([self.office.body.pk]):
            return record_sheet(
                survey=self.survey, notes=given or notes(walked(self.parcel)), by=by or self.office.surveyor
            )

    def take(self, name: str, by: User | None = None, note: str = "") -> Case:
        """Take a step, by whoever usually takes it."""
        usual = {
            "submit": self.office.surveyor,
            "approve": self.office.head,
            "send_back": self.office.head,
            "cancel": self.asker,
        }
        actor = by or usual.get(name, self.office.engineer)
        with territory([self.office.body.pk]):
            act_as(actor.pk)
            return decide(case=self.survey.case, name=name, by=actor, note=note)

    def decision(self) -> SurveyDecision:
        """Return the decision that was issued."""
        with territory([self.office.body.pk]):
            return SurveyDecision.objects.select_related("printout", "sheet", "version", "municipality").get(
                survey=self.survey
            )


def ask_survey(
    office: Office,
    parcel: PublishedParcel,
    by: User,
    *,
    purpose: SurveyPurpose = SurveyPurpose.BUILD,
    request_id: UUID | None = None,
) -> Thread:
    """Open a survey of a parcel."""
    with territory([office.body.pk]):
        act_as(by.pk)
        survey = open_survey(parcel=parcel, purpose=purpose, by=by, request_id=request_id or uuid4())
    return Thread(office, parcel, by, survey)


def open_thread(office: Office, by: User, *, up_to: Sequence[str] = (), drawing: str = "AB") -> Thread:
    """Open a survey of the first parcel of a drawing, record a good field sheet, and take these steps."""
    (parcel, *_rest) = enter_drawn(office, drawing, cell_m=20).values()
    thread = ask_survey(office, parcel, by)
    thread.record()
    for name in up_to:
        thread.take(name)
    return thread
