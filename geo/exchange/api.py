"""Exports under /api/v1/: small ones answered at once, large ones made in the background for the one who asks."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from geo.accounts.models import User
from geo.api.errors import BadParameter
from geo.api.schema import INSTANTS, inline, parameter
from geo.api.throttles import Heavy
from geo.api.views import ReadView
from geo.calendars.digits import fold_digits
from geo.exchange import background
from geo.exchange.asking import asked
from geo.exchange.columns import staff_fields
from geo.exchange.enums import ExportState
from geo.exchange.errors import ExportTooLarge
from geo.exchange.formats import Format, format_named, formats
from geo.exchange.models import Export
from geo.exchange.selectors import Selection, audience_of, exportable_layers
from geo.exchange.services import file_at_once
from geo.exchange.web import as_download
from geo.layers.layer import Audience, Layer

PLACES = ("municipality", "district", "plan")
LAYER = OpenApiParameter("name", str, OpenApiParameter.PATH, description=_("Name of the layer, as the list gives it."))
EXPORT = OpenApiParameter("key", OpenApiTypes.UUID, OpenApiParameter.PATH, description=_("Key of an export of yours."))
PARAMETERS = [
    LAYER,
    parameter("format", _("File format, as the list gives it; gpkg unless told."), "gpkg", "geojson"),
    parameter("crs", _("EPSG code of the coordinates; as stored, or as the format wants it, unless told."), "9359"),
    parameter("municipality", _("Code of a municipal body: its rows and those of the bodies below."), "501"),
    parameter("district", _("Code of a district; with the municipality where several have that code."), "011"),
    parameter("plan", _("Number of a plan."), "713/3"),
    INSTANTS[0],
    parameter("private", _("yes: with the columns of the staff, of where the reader has a role today."), "yes"),
]
_LAYERS = inline(
    "ExportableLayers",
    layers=serializers.ListField(child=serializers.DictField()),
    formats=serializers.ListField(child=serializers.DictField()),
)
_STATE = inline(
    "ExportState",
    id=serializers.UUIDField(),
    layer=serializers.CharField(),
    format=serializers.CharField(),
    state=serializers.ChoiceField(ExportState.choices),
    rows_done=serializers.IntegerField(),
    rows_total=serializers.IntegerField(allow_null=True),
    size_bytes=serializers.IntegerField(allow_null=True),
    trouble=serializers.CharField(),
    expires_at=serializers.DateTimeField(),
    url=serializers.URLField(),
    file=serializers.URLField(allow_null=True),
)
_FILE = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class Exports(ReadView):
    """What can be exported."""

    @extend_schema(operation_id="exports", summary=_("Layers and formats"), tags=["exports"], responses=_LAYERS)
    def get(self, request: Request) -> Response:
        """Answer the layers with their columns, and the formats; the staff see their own layers and columns too."""
        audience = audience_of(request.user)
        rows = [
            {"name": layer.name, "title": str(layer.title), "about": str(layer.about), "fields": list(layer.fields),
             "staff_fields": staff_fields(layer) if audience == Audience.STAFF else [], "past": bool(layer.past),
             "url": reverse("exports-api:layer", [layer.name], request=request)}
            for layer in exportable_layers(audience)
        ]  # fmt: skip
        written = [{"name": form.name, "title": form.title, "suffix": form.suffix} for form in formats()]
        return Response({"layers": rows, "formats": written})


class FileView(ReadView):
    """A view that may answer a file, which is nobody's to keep but the asker's."""

    throttle_classes = [Heavy]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Leave a file as it is: it has no tag, and says itself who may keep it."""
        if getattr(response, "streaming", False):
            return response
        return super().finalize_response(request, response, *args, **kwargs)


class LayerExport(FileView):
    """One layer as a file."""

    parameters = frozenset({"format", "crs", "as_of", "private", *PLACES})

    @extend_schema(
        operation_id="export_layer", summary=_("A layer as a file, at once"), tags=["exports"], parameters=PARAMETERS,
        responses=_FILE,
    )  # fmt: skip
    def get(self, request: Request, name: str) -> Any:
        """Answer the file; one of too many rows is refused: it is made in the background (POST)."""
        layer, form, selection = self._chosen(name)
        if background.too_many_at_once(layer, selection) is not None:
            raise ExportTooLarge
        file = file_at_once(layer=layer, form=form, srid=self._srid(), selection=selection)
        return as_download(file, form.media_type)

    @extend_schema(
        operation_id="ask_export", summary=_("A layer as a file, made in the background"), tags=["exports"],
        parameters=PARAMETERS, request=None, responses={202: _STATE},
    )  # fmt: skip
    def post(self, request: Request, name: str) -> Response:
        """Leave the export for the worker; the answer says where to ask how far it is."""
        if not isinstance(request.user, User):
            raise NotAuthenticated
        layer, form, selection = self._chosen(name)
        asked = background.ask(
            layer=layer, form=form, srid=self._srid(), typed=self._places(), selection=selection, by=request.user
        )
        return Response(
            _told(asked, request), status=202, headers={"Location": _url("exports-api:export", asked, request)}
        )

    def _chosen(self, name: str) -> tuple[Layer, Format, Selection]:
        staff = self.asked("private")
        if staff not in ("", "yes", "no"):
            raise BadParameter("private")
        form, as_of = format_named(self.asked("format") or "gpkg"), self.instants.as_of
        layer, selection = asked(name, person=self.request.user, staff=staff == "yes", as_of=as_of, **self._places())
        return layer, form, selection

    def _places(self) -> dict[str, str]:
        return {name: self.asked(name)[:60] for name in PLACES if self.asked(name)}

    def _srid(self) -> int | None:
        typed = fold_digits(self.asked("crs")).strip()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise BadParameter("crs")
        return int(typed)


class OneExport(ReadView):
    """An export of the reader."""

    @extend_schema(
        operation_id="export", summary=_("How far an export of yours is"), tags=["exports"], parameters=[EXPORT],
        responses=_STATE,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer its state, and where its file is when it is ready."""
        return Response(_told(_own(request, key), request))


class ExportFile(FileView):
    """The file of an export."""

    @extend_schema(
        operation_id="export_file", summary=_("The file of an export of yours"), tags=["exports"], parameters=[EXPORT],
        responses=_FILE,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Any:
        """Answer the file."""
        asked = _own(request, key)
        return as_download(background.ready_file(asked).open("rb"), format_named(asked.form).media_type)


def _own(request: Request, key: UUID) -> Export:
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return background.own_export(key, request.user)


def _told(asked: Export, request: Request) -> dict[str, Any]:
    ready = asked.state == ExportState.DONE
    return {
        "id": asked.pk, "layer": asked.layer, "format": asked.form, "state": asked.state, "rows_done": asked.rows_done,
        "rows_total": asked.rows_total, "size_bytes": asked.size_bytes, "trouble": asked.trouble,
        "expires_at": asked.expires_at, "url": _url("exports-api:export", asked, request),
        "file": _url("exports-api:file", asked, request) if ready else None,
    }  # fmt: skip


def _url(view: str, asked: Export, request: Request) -> str:
    return str(reverse(view, [asked.pk], request=request))
