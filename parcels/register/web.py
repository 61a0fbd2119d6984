"""Pages of blocks and parcels, and the card that a tap on the map opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.layers.panels import panels_for
from geo.printing.maps import outline
from geo.spatial.crs import lonlat_bbox
from parcels.plans import selectors as plans
from parcels.register import selectors
from parcels.register.codes import display
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel


def block(request: HttpRequest, code: str, district: str, block: str) -> HttpResponse:
    """List a block's parcels."""
    body = plans.body_of(code)
    in_district = plans.district_of(body, district)
    found = plans.block_of(in_district, block)
    parcels = [{"parcel": p, "code": display(p.code)} for p in selectors.parcels_of_block(found.pk)]
    context = {"body": body, "district": in_district, "in_block": found, "parcels": parcels}
    return render(request, "register/block.html", context)


def parcel(request: HttpRequest, code: str) -> HttpResponse:
    """Show a parcel's public facts; `?fragment=card` answers the card alone."""
    found = selectors.published_parcel(code)
    context = {**_facts(found), "panels": panels_for("land_card", request, found)}
    card = request.GET.get("fragment") == "card"
    return render(request, "register/card.html" if card else "register/parcel.html", context)


def _facts(parcel: PublishedParcel) -> dict[str, object]:
    body = plans.body_by_id(parcel.municipality_id)
    district = plans.district_of(body, parcel.district_code)
    sides = selectors.sides(parcel)
    return {
        "parcel": parcel,
        "body": body,
        "district_name": district.local_name,
        "district_note": district.local_note,
        "block_code": parcel.code[6:9],
        "code": display(parcel.code),
        "bbox": lonlat_bbox(parcel.geom),
        "sides": [{"label": Compass(side.facing).label, "side": side} for side in sides],
        "outline": outline(sides),
    }
