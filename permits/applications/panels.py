"""What this slice adds to the card and page of a piece of land, and to the inbox."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from geo.municipalities.models import Municipality
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from permits.applications.enums import PermitKind, PermitStatus
from permits.applications.kinds.kind import kind_of, kinds
from permits.applications.models import PermitApplication
from permits.applications.outlook import outlook_of
from permits.applications.selectors import permits_on, standing
from permits.applications.simple import simple_kinds_on
from permits.cases.inbox import row_titles
from permits.cases.models import Case

#: What is asked for besides fencing: on land where a building stands, and on land where none does.
ON_BUILDINGS = ("building", "restoration", "demolition")
ON_VACANT_LAND = ("building",)


@adds_to("land_card")
def permits_panel(request: HttpRequest, parcel: PublishedParcel) -> SafeString | None:
    """Show the permits on the parcel, and the way to apply where that is open."""
    permits = [
        {"permit": permit, "kind": kind_of(permit), "standing": standing(permit)} for permit in permits_on(parcel.code)
    ]
    context = {
        "permits": permits,
        "code": parcel.code,
        "open": parcel.state == ParcelState.ACTIVE,
        "permitted": any(row["standing"] == PermitStatus.VALID for row in permits),
        "outlook": (outlook := outlook_of(parcel)),
        "ways": [*_ways(outlook.built), *_simple_ways(parcel)],
    }
    return render_to_string("applications/panel.html", context, request)


def _ways(built: bool) -> list[dict[str, Any]]:
    """Return what can be asked for on land: what stands in the address, and how it is called."""
    return [{"kind": kind, "title": kinds[kind].title} for kind in (ON_BUILDINGS if built else ON_VACANT_LAND)]


def _simple_ways(parcel: PublishedParcel) -> list[dict[str, Any]]:
    """Return the same of the kinds that the office of the land has added as data."""
    office = Municipality.objects.get(pk=parcel.municipality_id)
    return [{"kind": row.code, "title": row.local_name} for row in simple_kinds_on(office, timezone.localdate())]


def titles_of_simple_kinds(cases: Sequence[Case]) -> dict[UUID, str]:
    """Return what applications for simple kinds are for, by their cases."""
    asked = [case.pk for case in cases if case.kind == PermitKind.SIMPLE]
    if not asked:
        return {}
    found = PermitApplication.objects.filter(pk__in=asked).select_related("simple")
    return {application.pk: str(kind_of(application).title) for application in found}


row_titles.register("simple_kinds", titles_of_simple_kinds)
