"""What this slice adds to the card and page of a piece of land."""

from decimal import Decimal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.rights.registry import observes_area
from permits.surveys.selectors import decisions_on, standing


@observes_area
def surveyed_area(parcel: PublishedParcel) -> Decimal | None:
    """Return the area on the ground, m², of the latest decision on the boundary of today, or None."""
    latest = decisions_on(parcel.pk).filter(version_id=parcel.version_id).first()
    return Decimal(f"{latest.area_ground_m2:.2f}") if latest else None


@adds_to("land_card")
def surveys_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Show whoever is signed in the decisions that he may see, and the way to ask for one; a visitor sees nothing."""
    if not request.user.is_authenticated:
        return None
    context = {
        "decisions": [{"decision": found, "standing": standing(found)} for found in decisions_on(parcel.pk)],
        "code": parcel.code,
        "open": parcel.state == ParcelState.ACTIVE,
    }
    return render_to_string("surveys/panel.html", context, request)
