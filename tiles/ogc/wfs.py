"""WFS 2.0 of the same layers, for programs that read no OGC API and for coordinates in metres (OGC 09-025r2)."""

import logging
from typing import Any

from django.contrib.gis.gdal import AxisOrder
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from gisserver.crs import CRS
from gisserver.exceptions import (
    InvalidParameterValue,
    OperationParsingFailed,
    OperationProcessingFailed,
    OWSException,
)
from gisserver.extensions.functions import function_registry
from gisserver.features import FeatureType, ServiceDescription
from gisserver.geometries import WGS84BoundingBox
from gisserver.parsers.gml.geometries import GEOSGMLGeometry
from gisserver.views import WFSView
from psycopg import errors

from geo.accounts.policies import memberships_of, territories_of
from geo.api.counting import TooOften, count_request
from geo.errors import http_status
from geo.layers.layer import Audience, Layer
from geo.municipalities.middleware import unscoped
from geo.municipalities.scope import territory
from geo.spatial.crs import LONLAT_SRID, TILE_SRID, storage_srid
from tiles.ogc.catalogue import collections_for, extent_of
from tiles.ogc.cql2.limits import LONGEST, MOST_PARTS
from tiles.ogc.gml import read_gml
from tiles.ogc.rows import PUBLIC_READER, STAFF_READER, limit_time

log = logging.getLogger("mukhattat.wfs")
SECONDS = 5
NAMESPACE = "urn:mukhattat:layers"
#: The database gave up, or found the statement too deep.
_TOO_MUCH = (errors.QueryCanceled, errors.StatementTooComplex)


def _read_shape(cls: type[GEOSGMLGeometry], element: Any) -> GEOSGMLGeometry:
    """Return a shape of a filter, in the system that it names or else in the layer's.

    Its axes stand in the order of that system, unless the system is named in the old way.
    """
    named = element.get("srsName")
    system = CRS.from_string(named) if named else None  # the library puts the layer's own in its place
    shape = read_gml(element)
    if system is not None:
        shape.srid = system.srid
    if system is None or not system.force_xy:
        CRS.tag_geometry(shape, axis_order=AxisOrder.AUTHORITY)
    return cls(srs=system, geos_data=shape)


# The library hands shapes to the system's GDAL, which reads nothing that a person sends (geo.settings).
GEOSGMLGeometry.from_xml = classmethod(_read_shape)
# Its functions compute in the database whatever is asked for; filters compare, they do not calculate.
function_registry.functions.clear()


class LayerType(FeatureType):
    """A layer as the WFS offers it: declared columns and the geometry."""

    def __init__(self, layer: Layer) -> None:
        using = PUBLIC_READER if layer.audience == Audience.PUBLIC else STAFF_READER
        shown = layer.model._default_manager.using(using).filter(**{f"{layer.tile_geometry}__isnull": False})
        others = [CRS.from_srid(srid) for srid in (LONLAT_SRID, TILE_SRID) if srid != storage_srid()]
        super().__init__(
            shown.order_by("pk"), fields=[*layer.fields, layer.export_geometry], name=layer.name,
            geometry_field_name=layer.export_geometry, title=str(layer.title), abstract=str(layer.about),
            crs=CRS.from_srid(storage_srid()), other_crs=others, show_name_field=False,
        )  # fmt: skip
        self._layer = layer

    def get_bounding_box(self) -> Any:
        """Return the box around the layer, degrees."""
        return WGS84BoundingBox(*extent_of(self._layer))


class LayersView(WFSView):
    """Answers the operations of the WFS: the layers are those that the reader may see."""

    xml_namespace = NAMESPACE
    use_html_templates = False
    wfs_filter_capabilities = WFSView.wfs_filter_capabilities | {"ImplementsFunctions": False}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request; what is too long for a filter is refused before it is read."""
        try:
            for sent in _documents(request):
                _check(sent)
        except OperationParsingFailed as error:
            return error.as_response()
        return super().dispatch(request, *args, **kwargs)

    def get_feature_types(self) -> list[FeatureType]:
        """Return the layers of the reader."""
        return [LayerType(layer) for layer in collections_for(self.request.user)]

    def get_service_description(self, service: str | None = None) -> ServiceDescription:
        """Return what the service says of itself."""
        return ServiceDescription(title=_("Map layers as features"))

    def handle_exception(self, exc: Exception) -> HttpResponse | None:
        """Return the refusal in the standard's words.

        What the library stumbles over is what was sent: it looks for values where there are none, and compares days
        with numbers.
        """
        if isinstance(exc, OperationalError) and isinstance(exc.__cause__, _TOO_MUCH):
            exc = OperationProcessingFailed("This takes too long: ask for a smaller box or a simpler filter.")
        elif isinstance(exc, DataError | TypeError | ValueError | LookupError | RuntimeError):
            log.warning("WFS request could not be understood", exc_info=exc)
            exc = InvalidParameterValue("A value of the request cannot be understood.", locator="filter")
        return super().handle_exception(exc)


def _documents(request: HttpRequest) -> list[bytes]:
    """Return the XML of a request: its body, and the filter in its address."""
    typed = [str(value) for name, value in request.GET.items() if name.upper() == "FILTER"]
    return [document for document in (request.body, *(value.encode() for value in typed)) if document]


def _check(document: bytes) -> None:
    """Refuse XML that is longer or of more elements than any filter. Errors: OperationParsingFailed."""
    if len(document) > 4 * LONGEST or document.count(b"<") > 4 * MOST_PARTS:
        raise OperationParsingFailed("The filter is too long, or has too many parts.", locator="filter")


_view = LayersView.as_view()


@unscoped
def answer(request: HttpRequest) -> HttpResponseBase:
    """Answer the WFS; to the staff, within their territories and whole, before the scope is left.

    Requests are counted with those to /api/v1.
    """
    try:
        count_request(request)
    except TooOften as error:
        return _too_often(error)
    if memberships_of(request.user).exists():
        with territory(territories_of(request.user)):
            limit_time()
            response = _whole(_view(request))
        patch_cache_control(response, private=True, no_cache=True)
    else:
        response = _view(request)
        patch_cache_control(response, public=True, max_age=SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response


def _too_often(error: TooOften) -> HttpResponseBase:
    """Return the refusal in the standard's words (OGC 06-121r9, 8.6)."""
    refused = OWSException(str(error), code="NoApplicableCode", status_code=http_status(error)).as_response()
    refused.headers["Retry-After"] = str(error.context["seconds"])
    patch_cache_control(refused, no_store=True)
    return refused


def _whole(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, StreamingHttpResponse):
        return response
    return HttpResponse(response.getvalue(), status=response.status_code, headers=dict(response.headers))


answer.csrf_exempt = True  # type: ignore[attr-defined]  # it only reads; filters that are long come by POST
