"""What this slice adds to the page of a piece of land: the way to change it, for those who may ask."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from geo.accounts.enums import Role
from geo.accounts.policies import has_role
from geo.layers.panels import adds_to
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from permits.subdivisions.enums import Wish


@adds_to("land_record")
def change_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Offer the kinds of change to surveyors and engineers of the office."""
    roles = (Role.SURVEYOR, Role.ENGINEER)
    if not any(has_role(request.user, role, parcel.municipality_id) for role in roles):
        return None
    context = {"code": parcel.code, "open": parcel.state == ParcelState.ACTIVE, "wishes": Wish}
    return render_to_string("subdivisions/panel.html", context, request)
