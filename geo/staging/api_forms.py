"""Shapes of imports under /api/."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from geo.api.features import Outline
from geo.exchange.control import METHODS
from geo.staging.enums import ImportState, Standing
from geo.staging.models import StagedRow
from geo.staging.taking import Answers


class AnswerForm(serializers.Serializer[Any]):
    """What a person says of a file."""

    crs = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=999_999)
    swap_axes = serializers.BooleanField(default=False)
    encoding = serializers.CharField(default="", allow_blank=True, max_length=40)
    layer = serializers.CharField(default="", allow_blank=True, max_length=200)
    profile = serializers.CharField(default="", allow_blank=True, max_length=60)
    number_column = serializers.CharField(default="", allow_blank=True, max_length=200)
    area_column = serializers.CharField(default="", allow_blank=True, max_length=200)
    fit = serializers.ChoiceField(choices=list(METHODS), default=next(iter(METHODS)))
    fit_confirmed = serializers.BooleanField(default=False)
    set_aside = serializers.BooleanField(default=False)
    request_id = serializers.UUIDField(required=False)

    def answers(self, **more: Any) -> Answers:
        """Return what was said."""
        said = self.validated_data
        return Answers(
            epsg=said.get("crs"), swapped=said["swap_axes"], encoding=said["encoding"], layer=said["layer"],
            profile=said["profile"], number=said["number_column"], area=said["area_column"],
            set_aside=said["set_aside"], **{"fit": said["fit"], "fit_confirmed": said["fit_confirmed"], **more},
        )  # fmt: skip


class ImportForm(AnswerForm):
    """A file, what it is, whose land it is, and what the person says of it."""

    file = serializers.FileField(allow_empty_file=True, max_length=4096)
    kind = serializers.CharField(max_length=30)
    municipality = serializers.CharField(max_length=6)
    control = serializers.FileField(required=False, max_length=4096)
    replaces = serializers.UUIDField(required=False)


class AcceptForm(serializers.Serializer[Any]):
    """Why the rows are taken, what the kind asks for, and how many rows were seen that would be taken."""

    reason = serializers.CharField(max_length=250)
    answers = serializers.DictField(child=serializers.CharField(max_length=200, allow_blank=True), default=dict)
    rows = serializers.IntegerField(required=False, min_value=0)
    request_id = serializers.UUIDField(required=False)


class ImportAnswer(serializers.Serializer[Any]):
    """How far an import has come, what it asks, and what is wrong with its rows."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=ImportState.choices)
    turn = serializers.IntegerField()
    kind = serializers.CharField()
    rows = serializers.IntegerField()
    columns = serializers.ListField(child=serializers.CharField())
    crs = serializers.IntegerField(allow_null=True)
    operation = serializers.CharField()
    accuracy_m = serializers.FloatField(allow_null=True)
    questions = serializers.ListField(child=serializers.CharField())
    proposals = serializers.JSONField()
    encodings = serializers.JSONField()
    fit = serializers.JSONField()
    notes = serializers.JSONField()
    counts = serializers.JSONField()
    row_errors = serializers.JSONField()
    replaces = serializers.UUIDField(allow_null=True)
    replaced_by = serializers.UUIDField(allow_null=True)
    result = serializers.CharField()


class RowFeature(GeoFeatureModelSerializer):
    """A row of an import as a GeoJSON feature; no geometry where it has none that can be drawn."""

    geom = Outline(allow_null=True)
    standing = serializers.SerializerMethodField()
    wrong = serializers.SerializerMethodField()

    class Meta:
        model = StagedRow
        geo_field = "geom"
        id_field = "number"
        fields = ("number", "label", "stated_area_m2", "standing", "wrong", "notes", "attributes", "geom")

    @extend_schema_field(serializers.ChoiceField(choices=Standing.choices))
    def get_standing(self, row: StagedRow) -> str:
        """Return how the row stands."""
        return str(row.standing)  # type: ignore[attr-defined]

    @extend_schema_field(serializers.JSONField())
    def get_wrong(self, row: StagedRow) -> list[dict[str, Any]]:
        """Return its faults and findings."""
        wrong: list[dict[str, Any]] = row.wrong  # type: ignore[attr-defined]
        return wrong
