"""Municipal bodies, districts, plans and blocks as GeoJSON: what is published of them, as it is today."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.api.features import Outline, collection
from geo.api.pagination import page_of
from geo.api.schema import BOX, CRS, PAGING, parameter
from geo.api.views import FeatureView
from geo.municipalities.models import Municipality
from parcels.plans.api_filters import MUNICIPALITY, BlockFilter, BodyFilter, DistrictFilter, PlanFilter, within
from parcels.plans.models import PublishedBlock, PublishedDistrict, PublishedPlan

LIST = frozenset({"crs", "bbox", "bbox-crs", "limit", "cursor"})
_SHARED = [CRS, *BOX, *PAGING]

#: Columns of bodies that only tiles read.
_OF_TILES = ("territory_3857", "territory_z7", "territory_z11", "territory_label_3857")


class BodyFeature(GeoFeatureModelSerializer):
    """A municipal body; one whose territory nobody has drawn has no geometry."""

    territory = Outline()
    belongs_to = serializers.SlugRelatedField[Municipality](source="parent", slug_field="code", read_only=True)

    class Meta:
        model = Municipality
        geo_field = "territory"
        id_field = "code"
        fields = ("code", "kind", "name", "name_en", "belongs_to", "territory")


class DistrictFeature(GeoFeatureModelSerializer):
    """A district; `code` is its three digits in the codes of land, `municipality` the body that answers for it."""

    geom = Outline()
    municipality = serializers.CharField()

    class Meta:
        model = PublishedDistrict
        geo_field = "geom"
        id_field = "id"
        fields = ("id", "code", "municipality", "kind", "name", "name_en", "note", "note_en", "geom")


class PlanFeature(GeoFeatureModelSerializer):
    """A plan or one revision of it: those approved, also formerly, and inventories of old districts."""

    geom = Outline()
    municipality = serializers.CharField()
    district = serializers.IntegerField(source="district_id")
    superseded_by = serializers.IntegerField(source="superseded_by_id", allow_null=True)

    class Meta:
        model = PublishedPlan
        geo_field = "geom"
        id_field = "id"
        fields = (
            "id", "number", "revision", "municipality", "district", "name", "name_en", "status", "status_since",
            "approved_on", "superseded_by", "geom",
        )  # fmt: skip


class BlockFeature(GeoFeatureModelSerializer):
    """A block; `code` is its three digits in the codes of land, `label` what the plan calls it."""

    geom = Outline()
    municipality = serializers.CharField()
    district = serializers.IntegerField(source="district_id")
    plan = serializers.IntegerField(source="plan_id")

    class Meta:
        model = PublishedBlock
        geo_field = "geom"
        id_field = "id"
        fields = ("id", "code", "label", "municipality", "district", "plan", "origin", "geom")


class Bodies(FeatureView):
    """Municipal bodies by code."""

    parameters = LIST | {"kind", "belongs_to"}

    @extend_schema(
        operation_id="municipalities", summary=_("Municipal bodies"), tags=["places"], responses=BodyFeature(many=True),
        parameters=[parameter("kind", _("Kind of body."), "municipality"),
                    parameter("belongs_to", _("Code of the body above."), "501"), *_SHARED],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Answer a page of bodies."""
        rows = Municipality.objects.select_related("parent").defer(*_OF_TILES)
        found = within(BodyFilter.of(request, rows), self.box(), "territory")
        return collection(page_of(found, request, key="code"), BodyFeature, self.crs)


class Districts(FeatureView):
    """Districts in the order of their entry."""

    parameters = LIST | {"municipality", "code", "kind"}

    @extend_schema(
        operation_id="districts", summary=_("Districts"), tags=["places"], responses=DistrictFeature(many=True),
        parameters=[MUNICIPALITY, parameter("code", _("Three digits of the district."), "001"),
                    parameter("kind", _("Kind of district."), "old", "planned"), *_SHARED],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Answer a page of districts."""
        found = within(DistrictFilter.of(request, PublishedDistrict.objects.all()), self.box())
        return collection(page_of(found, request, key="id"), DistrictFeature, self.crs)


class Plans(FeatureView):
    """Plans in the order of their entry."""

    parameters = LIST | {"municipality", "district", "number", "status"}

    @extend_schema(
        operation_id="plans", summary=_("Plans"), tags=["places"], responses=PlanFeature(many=True),
        parameters=[MUNICIPALITY, parameter("district", _("Key of the district."), "12"),
                    parameter("number", _("Number of the plan, in either digits."), "713/3"),
                    parameter("status", _("State of the plan."), "approved"), *_SHARED],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Answer a page of plans."""
        found = within(PlanFilter.of(request, PublishedPlan.objects.all()), self.box())
        return collection(page_of(found, request, key="id"), PlanFeature, self.crs)


class Blocks(FeatureView):
    """Blocks in the order of their entry."""

    parameters = LIST | {"municipality", "district", "plan", "code", "label"}

    @extend_schema(
        operation_id="blocks", summary=_("Blocks"), tags=["places"], responses=BlockFeature(many=True),
        parameters=[MUNICIPALITY, parameter("district", _("Key of the district."), "12"),
                    parameter("plan", _("Key of the plan."), "12"),
                    parameter("code", _("Three digits of the block."), "001"),
                    parameter("label", _("Name of the block, as the plan writes it."), "5"), *_SHARED],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Answer a page of blocks."""
        found = within(BlockFilter.of(request, PublishedBlock.objects.all()), self.box())
        return collection(page_of(found, request, key="id"), BlockFeature, self.crs)
