"""What this slice adds to the page of a district and to the workplace."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person, territories_of
from geo.layers.panels import adds_to, link
from parcels.plans.models import PublishedDistrict
from parcels.plans.policies import is_staff_of
from permits.cases.flow import flows
from permits.numbering_runs.flow import KIND
from permits.numbering_runs.notice_web import hears
from permits.numbering_runs.policies import may_number
from permits.numbering_runs.selectors import plans_to_number, published_runs, runs


@adds_to("workplace")
def numbering_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead the people of an office to its numbering runs."""
    return link("numbering_runs:index", _("Numbering of old districts")) if territories_of(person) else None


@adds_to("district_page")
def numbering_panel(request: HttpRequest, district: PublishedDistrict) -> SafeString | None:
    """Show everyone the published numberings of a district, and its office all of them and the way to start one."""
    staff = is_staff_of(request.user, district.municipality_id)
    notices = [{"notice": one, "hears": hears(one)} for one in published_runs().filter(district_id=district.pk)]
    own = list(runs().filter(plan__district_id=district.pk)) if staff else []
    waiting = plans_to_number().filter(district_id=district.pk).first() if staff else None
    starts = waiting if waiting and may_number(request.user, district.municipality_id) else None
    if not (notices or own or starts):
        return None
    states = flows[KIND].states
    context = {
        "notices": [] if own else notices,
        "rows": [{"run": run, "state": states(run.case.state)} for run in own],
        "starts": starts,
    }
    return render_to_string("numbering_runs/panel.html", context, request)
