"""A survey decision that was issued on a parcel of the old quarter, so that every page has something to show."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import storage_srid
from parcels.plans.models import Plan
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import sides
from permits.surveys.enums import SurveyMethod, SurveyPurpose
from permits.surveys.field_sheet import Reading
from permits.surveys.field_work import FieldNotes
from permits.surveys.models import SurveyDecision
from permits.surveys.services import decide, open_survey, record_sheet

#: Corners that a parcel of the sample may have: enough to see, few enough to read.
CORNERS = range(5, 10)
#: Metres by which the made-up observations miss the register's corners, one after the other, and the closing one.
NOISE_M = (0.004, -0.003, 0.002, -0.005, 0.001)
CLOSING_M = 0.006
INSTRUMENT = "Trimble R12i, 6041F00213"


def make_survey(plan: Plan) -> str:
    """Issue a survey decision in an old quarter, once; return its number.

    Later runs find the decision and leave everything as people have it by then.
    """
    made = SurveyDecision.objects.filter(municipality_id=plan.municipality_id).order_by("number").first()
    if made is not None:
        return made.number
    with territory([plan.municipality_id]):
        return survey_parcel(_parcel(plan), SurveyPurpose.DEED_UPDATE)


def survey_parcel(
    parcel: PublishedParcel, purpose: SurveyPurpose, *, surveyor: str = "surveyor", engineer: str = "engineer",
    head: str = "head",
) -> str:  # fmt: skip
    """Survey a parcel inside its territory and issue the decision; return its number."""
    by, reviewer, approver = (User.objects.get(username=name) for name in (surveyor, engineer, head))
    act_as(by.pk)
    survey = open_survey(
        parcel=parcel, purpose=purpose, by=by, request_id=uuid5(NAMESPACE_URL, f"sample survey:{parcel.code}")
    )
    record_sheet(survey=survey, notes=_notes(parcel), by=by)
    for name, hand in (("submit", by), ("check", reviewer), ("approve", approver)):
        decide(case=survey.case, name=name, by=hand)
    number: str = SurveyDecision.objects.get(survey=survey).number
    return number


def _parcel(plan: Plan) -> PublishedParcel:
    """Return the first active parcel with a fair number of corners, by code."""
    active = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE, area_m2__gt=120).order_by("code")
    return next(parcel for parcel in active if len(sides(parcel)) in CORNERS)


def _notes(parcel: PublishedParcel) -> FieldNotes:
    walk = sides(parcel)
    points = [
        _reading(str(side.from_corner), side.start, NOISE_M[order % len(NOISE_M)]) for order, side in enumerate(walk)
    ]
    closing = _reading(points[0].label, walk[0].start, NOISE_M[0] + CLOSING_M)
    return FieldNotes(
        readings=(*points, closing),
        epsg=storage_srid(),
        method=SurveyMethod.GNSS,
        instrument=INSTRUMENT,
        accuracy_m=Decimal("0.012"),
        observed_on=timezone.localdate(),
    )


def _reading(label: str, place: tuple[float, float], noise_m: float) -> Reading:
    east, north = place
    return Reading(label, Decimal(f"{east + noise_m:.4f}"), Decimal(f"{north - noise_m:.4f}"))
