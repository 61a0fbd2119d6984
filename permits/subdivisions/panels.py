"""What this slice adds to the page of a piece of land: the way to change it, for those who may ask."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role
from geo.layers.panels import adds_to, link
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from permits.subdivisions.forms import ASKED
from permits.subdivisions.policies import may_ask


@adds_to("workplace")
def ask_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to a new request, where the person may ask for one."""
    return link("land_change:ask", _("Ask for a change of land")) if may_ask(person) else None


@adds_to("workplace")
def check_out_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to land that is taken along as a file, where the person may."""
    return link("land_change:check_outs", _("Take land along to QGIS")) if may_ask(person) else None


@adds_to("land_record")
def change_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Offer the kinds of change to surveyors and engineers of the office."""
    roles = (Role.SURVEYOR, Role.ENGINEER)
    if not any(has_role(request.user, role, parcel.municipality_id) for role in roles):
        return None
    context = {"code": parcel.code, "open": parcel.state == ParcelState.ACTIVE, "wishes": ASKED}
    return render_to_string("subdivisions/panel.html", context, request)
