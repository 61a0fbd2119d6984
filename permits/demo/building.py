"""A building permit that was issued and whose works are under way, so that every page has something to show."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from geo.accounts.models import User
from geo.municipalities.scope import act_as, territory
from geo.spatial.shapes import to_shapely
from parcels.plans.models import Plan
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.enums import PermitKind
from permits.applications.footprint import at_distances
from permits.applications.models import Permit
from permits.applications.particulars import read_particulars
from permits.applications.services import Asked, decide, open_application
from permits.applications.setbacks import required_on, sides_on
from permits.cases.models import Case
from permits.demo.procedures import APPLICANT, departments_consent, pay_bill, vacant_parcels
from permits.demo.surveys import survey_parcel
from permits.surveys.enums import SurveyPurpose

#: A house of two floors with a roof annex, as it is asked for; the floors are as large as the ground floor.
HOUSE = {
    "use": "residential", "height_m": "10.5", "parking": 2, "units": 1, "designer": "مكتب الواحة للاستشارات الهندسية",
    "supervisor": "مكتب الواحة للاستشارات الهندسية", "contractor": "مؤسسة البناء المتين",
}  # fmt: skip


def make_building(plan: Plan, *, surveyor: str, engineer: str, head: str) -> str:
    """Survey a vacant residential parcel, issue a paid building permit on it and begin the works; return its number.

    Made once: later runs find the permit and leave everything as people have it by then.
    """
    made = Permit.objects.filter(municipality_id=plan.municipality_id, kind=PermitKind.BUILDING).first()
    if made is not None:
        return made.number
    citizen, reviewer, approver = (User.objects.get(username=username) for username in ("citizen", engineer, head))
    with territory([plan.municipality_id]):
        parcel = _house_plot(plan)
        survey_parcel(parcel, SurveyPurpose.BUILD, surveyor=surveyor, engineer=engineer, head=head)
        case = _asked(parcel, citizen)
        departments_consent(case)
        for name, by in (("recommend", reviewer), ("approve", approver)):
            act_as(by.pk)
            decide(case=case, name=name, by=by)
    pay_bill(case, plan.municipality_id)
    with territory([plan.municipality_id]):
        act_as(citizen.pk)
        number: str = Permit.objects.get(application_id=case.pk).number
        decide(case=Case.objects.get(pk=case.pk), name="start", by=citizen)
    act_as(None)
    return number


def _house_plot(plan: Plan) -> PublishedParcel:
    """Return the last vacant parcel of a plan in whose zone houses are built."""
    today = timezone.localdate()
    for parcel in reversed(vacant_parcels(plan)):
        version = BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)
        figures = required_on(version, today)
        if figures and parcel.area_m2 < 700:
            return parcel
    raise LookupError("the sample has no plot for a house")


def _asked(parcel: PublishedParcel, citizen: User) -> Case:
    """Ask for a house at the distances that the rules ask for, and submit it."""
    today = timezone.localdate()
    version = BoundaryVersion.objects.select_related("parcel__municipality").get(pk=parcel.version_id)
    distances = [Decimal(str(metres)) for metres in required_on(version, today) or ()]
    works = at_distances(to_shapely(version.geom), sides_on(version, today), distances)
    floors = [{"place": "floor", "area_m2": str(round(works.area, 2))}]
    act_as(citizen.pk)
    asked = Asked(
        kind=PermitKind.BUILDING, office=version.parcel.municipality, version=version, works=works,
        details=read_particulars(PermitKind.BUILDING, {**HOUSE, "floors": floors}, works),
    )  # fmt: skip
    request_id = uuid5(NAMESPACE_URL, f"sample building:{parcel.code}")
    application = open_application(asked=asked, applicant=APPLICANT, by=citizen, request_id=request_id)
    return decide(case=application.case, name="submit", by=citizen)
