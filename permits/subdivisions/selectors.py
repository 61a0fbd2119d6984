"""Reads of requests to change land."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from geo.spatial.clock import transaction_time
from geo.spatial.crs import TILE_SRID
from parcels.register.codes import display
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.lineage import LandChange, Part
from parcels.register.models import PublishedParcel
from permits.subdivisions.models import CheckedOutParcel, LandChangeRequest, Proposal

#: Outlines that are answered at once: more do not fit a screen on which a line can be drawn.
MOST_OUTLINES = 1000
#: Decimals of places on the map: a tenth of a millimetre.
PLACES = 4


def request_of(case_id: UUID) -> LandChangeRequest:
    """Return the request of a case; seen only inside its territory."""
    return LandChangeRequest.objects.select_related("case", "municipality", "event").get(pk=case_id)


def latest_proposal(case_id: UUID) -> Proposal:
    """Return the revision that is reviewed and signed."""
    proposals = Proposal.objects.filter(request=case_id).order_by("-revision")
    proposals = proposals.select_related("request__case", "municipality")
    return proposals.prefetch_related("parts__parcel", "touched__parcel", "touched__version")[0]


def change_of(proposal: Proposal) -> LandChange:
    """Return the change of land as it was proposed and stored."""
    parts = list(proposal.parts.all())
    return LandChange(
        kind=LineageKind(proposal.kind),
        ended=tuple(end.parcel_id for end in proposal.touched.all() if end.ends),
        kept=tuple(Part(part.parcel_id, part.geom) for part in parts if part.keeps),
        children=tuple(Part(part.parcel_id, part.geom) for part in parts if not part.keeps),
        gained=proposal.gained,
        released=proposal.released,
    )


def locks_against(parcel_ids: Iterable[UUID], *, asked_by: int | None) -> QuerySet[CheckedOutParcel]:
    """Return the locks that hold parcels now for somebody else than whoever asks (None: for anybody)."""
    held = CheckedOutParcel.objects.filter(parcel_id__in=list(parcel_ids), held__contains=transaction_time())
    return held.exclude(checkout__made_by=asked_by).select_related("checkout__made_by", "parcel").order_by("pk")


def outlines_within(box: tuple[float, float, float, float], *, offices: Collection[int]) -> dict[str, Any]:
    """Return the exact outlines of the parcels in a box, both in EPSG:3857, for drawing on the map.

    `bar` says why a parcel cannot be chosen: it is another office's, or not active.
    """
    window = Polygon.from_bbox(box)
    window.srid = TILE_SRID
    found = PublishedParcel.objects.filter(geom_3857__bboverlaps=window).order_by("code")
    found = found.only("code", "number", "state", "municipality_id", "municipality_name", "geom_3857")
    return {"shapes": [_outline(parcel, offices) for parcel in found[:MOST_OUTLINES]]}


def _outline(parcel: PublishedParcel, offices: Collection[int]) -> dict[str, Any]:
    surface = parcel.geom_3857.coords
    return {
        "key": parcel.code,
        "shown": display(parcel.code),
        "label": parcel.number,
        "bar": _bar(parcel, offices),
        "coordinates": [
            [[[round(axis, PLACES) for axis in place] for place in ring] for ring in face] for face in surface
        ],
    }


def _bar(parcel: PublishedParcel, offices: Collection[int]) -> str:
    if parcel.municipality_id not in offices:
        return _("This land belongs to another office: %(office)s.") % {"office": parcel.municipality_name}
    if parcel.state != ParcelState.ACTIVE:
        return _("This parcel cannot be changed now: %(state)s.") % {"state": parcel.get_state_display()}
    return ""
