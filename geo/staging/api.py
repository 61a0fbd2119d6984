"""Imports under /api/: a file goes in, its reading comes back, and what a person answers and accepts."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.accounts.models import User
from geo.errors import InvalidInput, NotAllowed
from geo.exchange.reading.errors import refusal
from geo.exchange.reading.limits import MIB, Limits
from geo.exchange.selectors import municipality_with_code
from geo.staging import services
from geo.staging.models import StagedLayer
from geo.staging.policies import may_import
from geo.staging.selectors import counts, errors_of, reading_of

#: Rows with errors that one answer names.
TOLD = 200

KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the import."))


class ImportForm(serializers.Serializer[Any]):
    """A file, what it is, whose land it is, and what the person says of it."""

    file = serializers.FileField(allow_empty_file=True, max_length=4096)
    kind = serializers.CharField(max_length=30)
    municipality = serializers.CharField(max_length=6)
    crs = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=999_999)
    swap_axes = serializers.BooleanField(default=False)
    encoding = serializers.CharField(default="", allow_blank=True, max_length=40)
    layer = serializers.CharField(default="", allow_blank=True, max_length=200)
    profile = serializers.CharField(default="", allow_blank=True, max_length=60)
    set_aside = serializers.BooleanField(default=False)
    request_id = serializers.UUIDField(required=False)


class ImportAnswer(serializers.Serializer[Any]):
    """How far an import has come, what it asks, and what is wrong with its rows."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    kind = serializers.CharField()
    rows = serializers.IntegerField()
    crs = serializers.IntegerField(allow_null=True)
    operation = serializers.CharField()
    accuracy_m = serializers.FloatField(allow_null=True)
    questions = serializers.ListField(child=serializers.CharField())
    proposals = serializers.JSONField()
    encodings = serializers.JSONField()
    notes = serializers.JSONField()
    counts = serializers.JSONField()
    row_errors = serializers.JSONField()
    result = serializers.CharField()


class Imports(APIView):
    """Sending a file."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="import_send", summary=_("Send a file of land to be read and checked"), tags=["imports"],
        request=ImportForm, responses={201: ImportAnswer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Read a file and stage its rows; a refused one leaves nothing."""
        form = ImportForm(data=request.data)
        if not form.is_valid():
            raise InvalidInput(fields={name: [str(each) for each in told] for name, told in form.errors.items()})
        sent = form.validated_data
        office = municipality_with_code(sent["municipality"])
        if not isinstance(request.user, User) or not may_import(request.user, office.pk):
            raise NotAllowed
        if sent["file"].size > Limits().upload:
            raise refusal("too_many_bytes", {"most_mb": Limits().upload // MIB})
        answers = services.Answers(
            epsg=sent.get("crs"), swapped=sent["swap_axes"], encoding=sent["encoding"], layer=sent["layer"],
            profile=sent["profile"], set_aside=sent["set_aside"],
        )  # fmt: skip
        layer = services.receive(
            content=sent["file"].read(), name=sent["file"].name, kind=sent["kind"], office=office, by=request.user,
            request_id=sent.get("request_id") or uuid4(), answers=answers,
        )  # fmt: skip
        return Response(told(layer), status=201)


class Import(APIView):
    """One import."""

    permission_classes = [IsAuthenticated]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="import_state", summary=_("One import and the errors of its rows"), tags=["imports"],
        parameters=[KEY], responses=ImportAnswer,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer how far an import has come."""
        return Response(told(reading_of(key)))


def told(layer: StagedLayer) -> dict[str, Any]:
    """Return a reading as the API shows it."""
    asks = layer.questions
    return {
        "id": str(layer.upload_id), "state": layer.state, "kind": layer.upload.kind, "rows": layer.rows_read,
        "crs": layer.epsg, "operation": layer.operation, "accuracy_m": layer.accuracy_m, "questions": asks,
        "proposals": layer.proposals if "crs" in asks else [],
        "encodings": layer.facts["encodings"] if "encoding" in asks else {}, "notes": layer.facts["notes"],
        "counts": counts(layer), "row_errors": errors_of(layer, TOLD), "result": layer.result,
    }  # fmt: skip
