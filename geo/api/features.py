"""GeoJSON of the API (RFC 7946): features and pages of them, in CRS84 or, said by Content-Crs, in the storage CRS."""

from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework_gis.fields import GeometryField

from geo.api.boxes import Crs, as_geojson, offered_crs
from geo.api.pagination import Page


class GeoJSONRenderer(JSONRenderer):
    """JSON under the name that GIS programs look for."""

    media_type = "application/geo+json"
    format = "geojson"


class Outline(GeometryField):
    """A geometry of the storage CRS in the system that the request asked for (context `crs`; CRS84 unless told)."""

    def to_representation(self, value: GEOSGeometry | None) -> dict[str, Any] | None:
        """Return the GeoJSON geometry; None where nobody has drawn one."""
        if value is None:
            return None
        return as_geojson(value, self.context.get("crs") or next(iter(offered_crs().values())))


class Figure(serializers.FloatField):
    """A measured figure with as many decimals as can be meant: areas two, shares six."""

    def __init__(self, *, decimals: int = 2, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> Any:
        """Return the figure, rounded."""
        return round(float(super().to_representation(value)), self.decimals)


def feature(row: object, form: type[BaseSerializer[Any]], crs: Crs, **context: Any) -> Response:
    """Answer one feature."""
    return Response(form(row, context={"crs": crs, **context}).data, headers=_said(crs))


def collection(page: Page[Any], form: type[BaseSerializer[Any]], crs: Crs) -> Response:
    """Answer a page of features: a FeatureCollection with `numberReturned` and `next`."""
    told = form(page.rows, many=True, context={"crs": crs}).data
    body = {**told, "numberReturned": len(page.rows), "next": page.next}
    return Response(body, headers={**_said(crs), **page.links})


def listed(page: Page[Any], rows: Iterable[dict[str, Any]]) -> Response:
    """Answer a page of rows without geometry: `results` and `next`."""
    return Response({"results": list(rows), "next": page.next}, headers=page.links)


def _said(crs: Crs) -> dict[str, str]:
    return {"Content-Crs": f"<{crs.uri}>"}
