"""Imports under /api/: a file goes in, its reading comes back, and what a person answers and accepts."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.accounts.models import User
from geo.api.errors import BadParameter
from geo.api.features import collection
from geo.api.forms import sent_values
from geo.api.pagination import CursorInvalid, Page, cursor_of, read_cursor, read_limit
from geo.api.schema import CRS, PAGING, parameter
from geo.api.views import FeatureView
from geo.errors import NotAllowed
from geo.exchange.control import BYTES, read_control
from geo.exchange.reading.errors import refusal
from geo.exchange.reading.limits import MIB, Limits
from geo.exchange.selectors import municipality_with_code
from geo.staging import services
from geo.staging.api_forms import AcceptForm, AnswerForm, ImportAnswer, ImportForm, RowFeature
from geo.staging.enums import Standing
from geo.staging.forms import fitted
from geo.staging.models import StagedLayer, StagedRow, Upload
from geo.staging.policies import may_import
from geo.staging.registry import Acceptance
from geo.staging.selectors import errors_of, reading_of
from geo.staging.standing import counts, sight_of, standing_page

#: Rows with errors that one answer names.
TOLD = 200

KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the import."))


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
        sent = sent_values(form)
        office = municipality_with_code(sent["municipality"])
        if not isinstance(request.user, User) or not may_import(request.user, office.pk):
            raise NotAllowed
        _refuse_large(sent["file"], Limits().upload)
        control = sent.get("control")
        if control is not None:
            _refuse_large(control, BYTES)
        layer = services.receive(
            content=sent["file"].read(), name=sent["file"].name, kind=sent["kind"], office=office, by=request.user,
            request_id=sent.get("request_id") or uuid4(), replaces=sent.get("replaces"),
            answers=form.answers(control=read_control(control.read()) if control else ()),
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
        return Response(told(_readable(request, key)[0]))


class Answer(APIView):
    """Reading an import again."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="import_answer", summary=_("Read an import again under what a person says"), tags=["imports"],
        parameters=[KEY], request=AnswerForm, responses=ImportAnswer,
    )  # fmt: skip
    def post(self, request: Request, key: UUID) -> Response:
        """Read the file that was kept under other answers; common points stay those that came with it."""
        layer, _by = _readable(request, key)
        form = AnswerForm(data=request.data)
        said = sent_values(form)
        answers = form.answers(**fitted(layer, confirmed=said["fit_confirmed"]))
        return Response(told(services.answer(pk=key, answers=answers, request_id=said.get("request_id"))))


class Accept(APIView):
    """Accepting an import."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="import_accept", summary=_("Let the rows become what they were sent for"), tags=["imports"],
        parameters=[KEY], request=AcceptForm, responses=ImportAnswer,
    )  # fmt: skip
    def post(self, request: Request, key: UUID) -> Response:
        """Accept a checked import, once per request id."""
        layer, by = _readable(request, key)
        said = sent_values(AcceptForm(data=request.data))
        acceptance = Acceptance(
            by=by, reason=said["reason"], answers=said["answers"], request_id=said.get("request_id"),
            rows=said.get("rows"),
        )  # fmt: skip
        return Response(told(services.accept(layer=layer, acceptance=acceptance)))


class Rows(FeatureView):
    """The rows of an import."""

    parameters = frozenset({"standing", "crs", "limit", "cursor"})
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="import_rows", summary=_("The rows of an import, by number"), tags=["imports"],
        parameters=[
            KEY, parameter("standing", _("Only rows that stand so."), *Standing.values, enum=Standing.values), CRS,
            *PAGING,
        ],
        responses=RowFeature(many=True),
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer a page of rows: how each stands, what is wrong with it, and its outline."""
        layer, _by = _readable(request, key)
        asked = self.asked("standing")
        if asked and asked not in Standing.values:
            raise BadParameter("standing")
        return collection(_page(request, layer, {Standing(asked)} if asked else set(Standing)), RowFeature, self.crs)


def _page(request: Request, layer: StagedLayer, standings: set[Standing]) -> Page[StagedRow]:
    after, limit = read_cursor(request) or "0", read_limit(request)
    if not (after.isascii() and after.isdigit() and len(after) < 10):
        raise CursorInvalid("cursor")
    keys = standing_page(layer, standings, most=limit + 1, skipped=0, after=int(after))
    rows = _rows(layer, keys[:limit])
    if len(keys) <= limit:
        return Page(rows, None)
    query = request.query_params.copy()
    query["cursor"] = cursor_of(keys[limit - 1][1])
    return Page(rows, request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


def _rows(layer: StagedLayer, keys: list[tuple[int, int, Standing, str]]) -> list[StagedRow]:
    """Return rows with their standing and what is wrong; an outline too far to be drawn is left out."""
    sight = sight_of(layer.upload.municipality)
    found = StagedRow.objects.in_bulk([key for key, *_rest in keys])
    wrong: dict[int, list[dict[str, Any]]] = {}
    for each in errors_of(layer, TOLD * 10, list(found)):
        wrong.setdefault(each.pop("row"), []).append(each)
    for key, number, standing, _reason in keys:
        row = found[key]
        row.standing, row.wrong = standing, wrong.get(number, [])  # type: ignore[attr-defined]
        if row.geom is not None and not sight.contains(row.geom.envelope):
            row.geom = None
    return [found[key] for key, *_rest in keys]


def told(layer: StagedLayer) -> dict[str, Any]:
    """Return a reading as the API shows it."""
    asks, facts = layer.questions, layer.facts
    later = Upload.objects.filter(replaces=layer.upload_id).values_list("pk", flat=True).first()
    return {
        "id": str(layer.upload_id), "state": layer.state, "turn": layer.turn, "kind": layer.upload.kind,
        "rows": layer.rows_read, "columns": facts.get("columns", []), "crs": layer.epsg,
        "operation": layer.operation, "accuracy_m": layer.accuracy_m, "questions": asks,
        "proposals": layer.proposals if "crs" in asks else [],
        "encodings": facts["encodings"] if "encoding" in asks else {}, "fit": facts.get("fit") or {},
        "notes": facts["notes"], "counts": counts(layer), "row_errors": errors_of(layer, TOLD),
        "replaces": layer.upload.replaces_id, "replaced_by": later, "result": layer.result,
    }  # fmt: skip


def _readable(request: Request, key: UUID) -> tuple[StagedLayer, User]:
    """Return the latest reading of an import, and who asks. Errors: ImportUnknown, NotAllowed."""
    layer = reading_of(key)
    if not isinstance(request.user, User) or not may_import(request.user, layer.municipality_id):
        raise NotAllowed
    return layer, request.user


def _refuse_large(file: Any, most: int) -> None:
    if file.size > most:
        raise refusal("too_many_bytes", {"most_mb": most // MIB})
