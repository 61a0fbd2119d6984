"""What this slice adds to the page of a plan: the import that it came of, for those who may import."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from geo.staging.panels import origin_of_record
from parcels.plans.policies import plan_subject
from parcels.plans.selectors import AnyPlan


@adds_to("plan_page")
def import_of_plan(request: HttpRequest, plan: AnyPlan) -> SafeString | None:
    """Lead to the file that became this plan."""
    return origin_of_record(request, plan.municipality_id, plan_subject(plan.pk))
