"""Search as you type."""

from dataclasses import asdict

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from geo.search.registry import search_all


@api_view(["GET"])
def search(request: Request) -> Response:
    """Answer `{"results": [...]}`: at most 12 hits for `q`, in order of fitness."""
    return Response({"results": [asdict(hit) for hit in search_all(request.query_params.get("q", ""))]})
