"""What this slice adds to the card and page of a piece of land."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from permits.applications.enums import PermitStatus
from permits.applications.kinds.kind import kinds
from permits.applications.outlook import outlook_of
from permits.applications.selectors import permits_on, standing


@adds_to("land_card")
def permits_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Show the permits on the parcel, and the way to apply where that is open."""
    permits = [
        {"permit": permit, "kind": kinds[permit.kind], "standing": standing(permit)}
        for permit in permits_on(parcel.code)
    ]
    context = {
        "permits": permits,
        "code": parcel.code,
        "open": parcel.state == ParcelState.ACTIVE,
        "permitted": any(row["standing"] == PermitStatus.VALID for row in permits),
        "outlook": outlook_of(parcel),
    }
    return render_to_string("applications/panel.html", context, request)
