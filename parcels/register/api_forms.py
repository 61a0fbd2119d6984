"""Shapes of parcels under /api/."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.api.features import Figure, Outline
from parcels.register.enums import LineageKind
from parcels.register.models import BoundaryVersion, PublishedParcel
from parcels.register.resolver import Why


class OfficeColumns(serializers.ModelSerializer[BoundaryVersion]):
    """What the people of the territory see beside what is everyone's."""

    deed_area_m2 = Figure(source="parcel.deed_area_m2", allow_null=True)
    accuracy_m = serializers.FloatField(allow_null=True)
    recorded_since = serializers.DateTimeField(source="recorded.lower")

    class Meta:
        model = BoundaryVersion
        fields = ("deed_area_m2", "accuracy_m", "source", "recorded_since")


class ParcelFeature(GeoFeatureModelSerializer):
    """A public parcel as a GeoJSON feature (RFC 7946)."""

    geom = Outline()
    area_m2 = Figure()

    class Meta:
        model = PublishedParcel
        geo_field = "geom"
        id_field = "code"
        fields = (
            "code", "number", "block_label", "plan_number", "district_code", "district_name", "district_name_en",
            "municipality_name", "municipality_name_en", "state", "state_since", "area_m2", "geom",
        )  # fmt: skip


class OwnParcelFeature(ParcelFeature):
    """A public parcel; `office` is there for the people of its territory only."""

    office = serializers.SerializerMethodField()

    class Meta(ParcelFeature.Meta):
        fields = (*ParcelFeature.Meta.fields, "office")  # type: ignore[assignment]

    @extend_schema_field(OfficeColumns(allow_null=True))
    def get_office(self, _row: PublishedParcel) -> dict[str, Any] | None:
        """Return what the office sees of the version that is in force; None for anyone else."""
        version = self.context.get("version")
        return OfficeColumns(version).data if version else None


class PastParcelFeature(GeoFeatureModelSerializer):
    """A parcel as it stood on a past day; `state` is null before anything was recorded of it."""

    geom = Outline()
    area_m2 = Figure()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)
    state = serializers.CharField(allow_null=True)

    class Meta:
        model = PublishedParcel
        geo_field = "geom"
        id_field = "code"
        fields = (
            "code", "number", "block_label", "plan_number", "district_name", "district_name_en", "state", "area_m2",
            "valid_from", "valid_until", "geom",
        )  # fmt: skip


class VersionFeature(GeoFeatureModelSerializer):
    """One boundary of a parcel: true in law and held by the register between instants; null is without end."""

    geom = Outline()
    area_m2 = Figure(source="area_grid_m2")
    accuracy_m = serializers.FloatField(allow_null=True)
    valid_from = serializers.DateTimeField(source="valid.lower")
    valid_until = serializers.DateTimeField(source="valid.upper", allow_null=True)
    recorded_from = serializers.DateTimeField(source="recorded.lower")
    recorded_until = serializers.DateTimeField(source="recorded.upper", allow_null=True)

    class Meta:
        model = BoundaryVersion
        geo_field = "geom"
        id_field = "id"
        fields = (
            "id", "area_m2", "accuracy_m", "source", "valid_from", "valid_until", "recorded_from", "recorded_until",
            "geom",
        )  # fmt: skip


class Link(serializers.Serializer[Any]):
    """Land that passed from one parcel to another: codes, null where the public knows none."""

    parent = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    child = serializers.CharField(allow_null=True)
    area_m2 = Figure()
    parent_share = Figure(decimals=6)
    child_share = Figure(decimals=6)


class Change(serializers.Serializer[Any]):
    """One change of land."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(LineageKind.choices)
    happened_at = serializers.DateTimeField()
    links = Link(many=True)


class Today(serializers.Serializer[Any]):
    """A parcel of today that holds land that was asked for: m² in common, and shares of both, 0 to 1."""

    code = serializers.CharField()
    area_m2 = Figure()
    share_of_former = Figure(decimals=6)
    share_of_present = Figure(decimals=6)


class Lineage(serializers.Serializer[Any]):
    """Where land came from and where it went."""

    code = serializers.CharField()
    retired = serializers.BooleanField()
    events = Change(many=True)
    today = Today(many=True)


class Answer(serializers.Serializer[Any]):
    """Land that a name leads to, why and under which name, and where it lies today."""

    why = serializers.ChoiceField(Why.choices)
    name = serializers.CharField()
    code = serializers.CharField()
    retired = serializers.BooleanField()
    today = Today(many=True)


class Answers(serializers.Serializer[Any]):
    """Answers, the surest first."""

    results = Answer(many=True)
