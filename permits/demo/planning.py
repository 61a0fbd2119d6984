"""A plan on its way in the sample, so that the pages of plans have something to show."""

from uuid import NAMESPACE_URL, uuid5

from django.contrib.gis.geos import MultiPolygon

from geo.accounts.models import User
from geo.municipalities.scope import territory
from parcels.plans.models import Block, Plan
from parcels.plans.services import draft_revision
from permits.cases.models import Case
from permits.planning.models import PlanCase
from permits.planning.services import decide, open_plan_case

REASON = "بيانات تجريبية: تعديل المخطط"


def make_plan_procedures(old: Plan, planned: Plan, *, opener: str, surveyor: str) -> str:
    """Leave an amendment of the planned district before its study, and the old district's approval begun.

    Made once: later runs find the case. Returns the number of the amendment's case.
    """
    made = PlanCase.objects.filter(plan__number=planned.number, plan__revision=1).select_related("case").first()
    if made is not None:
        return made.case.reference
    by, reviewer = User.objects.get(username=opener), User.objects.get(username=surveyor)
    with territory([planned.municipality_id]):
        block = Block.objects.filter(plan=planned).order_by("code").first()
        outline = MultiPolygon(*(block or planned).geom, srid=planned.geom.srid)
        revision = draft_revision(plan=planned, by=by, reason=REASON, geom=outline)
        case = open_plan_case(plan=revision, by=by, request_id=uuid5(NAMESPACE_URL, "sample:amendment"))
        decide(case=case, name="submit", by=by)
        decide(case=case, name="take_up", by=reviewer)
    _open_old(old)
    reference: str = Case.objects.get(pk=case.pk).reference
    return reference


def _open_old(old: Plan) -> None:
    by = User.objects.get(username="engineer")
    with territory([old.municipality_id]):
        old.refresh_from_db(fields=["status"])  # its run has frozen the numbers since it was read
        open_plan_case(plan=old, by=by, request_id=uuid5(NAMESPACE_URL, "sample:old district"))
