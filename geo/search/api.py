"""Search as you type."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from geo.api.schema import inline, parameter
from geo.search.registry import search_all

_HIT: dict[str, Any] = {
    **dict.fromkeys(("kind", "title", "subtitle", "url", "layer", "feature"), serializers.CharField()),
    "bbox": serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4, allow_null=True),
}


@extend_schema(
    operation_id="search",
    summary=_("Search as you type"),
    tags=["places"],
    parameters=[parameter("q", _("What to look for, as people type it."), "713/3")],
    responses=inline("Hits", results=inline_serializer("Hit", _HIT, many=True)),
)
@api_view(["GET"])
def search(request: Request) -> Response:
    """Answer `{"results": [...]}`: at most 12 hits for `q`, in order of fitness."""
    return Response({"results": [asdict(hit) for hit in search_all(request.query_params.get("q", ""))]})
