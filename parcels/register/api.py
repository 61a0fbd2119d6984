"""Parcels as GeoJSON."""

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.spatial.crs import LONLAT_SRID
from parcels.register.models import PublishedParcel
from parcels.register.selectors import published_parcel


class ParcelFeature(GeoFeatureModelSerializer):
    """A public parcel as a GeoJSON feature (RFC 7946): longitude and latitude, public columns."""

    outline = GeometryField(precision=9, remove_duplicates=False)

    class Meta:
        model = PublishedParcel
        geo_field = "outline"
        id_field = "code"
        fields = (
            "code", "number", "block_label", "plan_number", "district_code", "district_name", "district_name_en",
            "municipality_name", "municipality_name_en", "state", "state_since", "area_m2",
        )  # fmt: skip


@api_view(["GET"])
def parcel(request: Request, code: str) -> Response:
    """Answer the parcel of an official code, typed in either digits."""
    found = published_parcel(code)
    found.outline = found.geom.transform(LONLAT_SRID, clone=True)  # type: ignore[attr-defined]
    return Response(ParcelFeature(found).data)
