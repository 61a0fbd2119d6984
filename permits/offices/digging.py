"""Excavations that programs of utilities file: routes, trench, days and team, read from JSON."""

from typing import Any

import shapely
from rest_framework import serializers

from geo.api.boxes import from_geojson
from geo.api.forms import sent_values
from geo.municipalities.models import Municipality
from geo.spatial.shapes import to_shapely
from parcels.register.selectors import published_parcel
from permits.applications.enums import PermitKind
from permits.applications.models import PermitApplication
from permits.excavations.enums import Closure, Manner, Network, Surface
from permits.excavations.services import DigAsked, apply_for_dig
from permits.offices.filing import Sent, openers
from permits.offices.oauth import Acting


class DigForm(serializers.Serializer[Any]):
    """What an excavation asks besides its routes: metres, days (both included), numbers of the commercial register."""

    width_m = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0)
    depth_m = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0)
    manner = serializers.ChoiceField(choices=Manner.choices)
    network = serializers.ChoiceField(choices=Network.choices)
    surface = serializers.ChoiceField(choices=Surface.choices)
    closure = serializers.ChoiceField(choices=Closure.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    contractor = serializers.RegexField(r"^[0-9]{10}$")
    consultant = serializers.RegexField(r"^[0-9]{10}$")
    joint_with = serializers.UUIDField(required=False, allow_null=True, default=None)
    purpose = serializers.CharField(max_length=300, default="", allow_blank=True)


def _dig(sent: Sent, acting: Acting) -> PermitApplication:
    """Open the application of an excavation. Errors: ShapeUnclear, InvalidInput, those of apply_for_dig."""
    said = sent_values(DigForm(data=sent.details))
    lines = to_shapely(from_geojson(sent.works, sent.crs, forms=("LineString", "MultiLineString")))
    parcel = published_parcel(sent.parcel) if sent.parcel else None
    named = {"pk": parcel.municipality_id} if parcel else {"code": sent.office}
    words = {
        name: kind(said[name])
        for name, kind in (("manner", Manner), ("network", Network), ("surface", Surface), ("closure", Closure))
    }
    asked = DigAsked(
        **{**said, **words}, office=Municipality.objects.get(**named), parcel_code=parcel.code if parcel else "",
        routes=[[(float(x), float(y)) for x, y in line.coords] for line in shapely.get_parts(lines)],
    )  # fmt: skip
    return apply_for_dig(asked=asked, applicant=sent.applicant, by=acting.person, request_id=sent.request_id)


openers.register(PermitKind.EXCAVATION, _dig)
