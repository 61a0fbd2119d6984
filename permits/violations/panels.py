"""What this slice adds to other pages, for the people of the place alone: nothing of it is public."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.enums import Role
from geo.accounts.policies import Person, territories_of
from geo.layers.panels import adds_to, link
from parcels.register.models import PublishedParcel
from permits.violations.policies import may_inspect
from permits.violations.selectors import open_violations_on


@adds_to("land_card")
def violations_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Show the people of the place what is open on the parcel, and an inspector the way to record one."""
    if parcel.municipality_id not in territories_of(request.user):
        return None
    context = {
        "violations": open_violations_on(parcel.pk),
        "code": parcel.code,
        "inspects": may_inspect(request.user, parcel.municipality_id),
    }
    return render_to_string("violations/panel.html", context, request)


@adds_to("workplace")
def record_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead inspectors to the form."""
    inspects = bool(territories_of(person, role=Role.INSPECTOR))
    return link("violations:record", _("Record a violation")) if inspects else None
