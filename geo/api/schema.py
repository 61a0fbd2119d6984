"""The OpenAPI description: parameters and answers that operations share, and the refusals of each."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from geo.api.boxes import offered_crs
from geo.api.errors import MEDIA_TYPE
from geo.api.pagination import DEFAULT_LIMIT, MOST


def parameter(name: str, description: Any, *examples: str, **more: Any) -> OpenApiParameter:
    """Return a parameter of the address, with values as people would write them."""
    # In the schema: what stands beside it is filled into the form of the page, all parameters at once.
    return OpenApiParameter(name, {"type": "string", "examples": list(examples)}, description=description, **more)


CRS = parameter(
    "crs",
    _("Reference system of the answer, as a URI; said again by the header Content-Crs."),
    *offered_crs(),
)
BOX = [
    parameter(
        "bbox",
        _("Box: west,south,east,north. Longitude before latitude, easting before northing."),
        "49.998,26.547,50.001,26.553",
    ),
    parameter(
        "bbox-crs",
        _("Reference system of the box, as a URI; CRS84 unless told."),
        *offered_crs(),
    ),
]
PAGING = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT, "examples": [100]},
        description=_("Most rows of a page; where more than 1000 are asked for, 1000 are given."),
    ),
    parameter("cursor", _("Where the page begins: taken from `next`, never made up."), "YWZ0ZXI6NTAx"),
]
INSTANTS = [
    parameter(
        "as_of",
        _("As it was in law then. A day stands for its end in Asia/Riyadh; Gregorian or Hijri."),
        "2026-01-31",
        "1447-05-12",
        "2026-01-31T12:00:00+03:00",
    ),
    parameter("known_at", _("As the register knew it then; written as `as_of`."), "2026-01-31"),
]


def inline(name: str, **fields: Any) -> Any:
    """Return an answer that is a plain object."""
    return inline_serializer(name, fields)


LANDING = inline("Landing", **dict.fromkeys(("description", "page", "problems"), serializers.URLField()))
_EXPLANATION: dict[str, Any] = {
    "type": serializers.CharField(),
    "code": serializers.CharField(),
    "status": serializers.IntegerField(),
    "detail_ar": serializers.CharField(),
    "detail_en": serializers.CharField(),
}
EXPLANATION = inline("Explanation", **_EXPLANATION)
PROBLEM_LIST = inline("Explanations", problems=inline_serializer("Explained", _EXPLANATION, many=True))


_PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "detail_ar", "detail_en"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/api/problems/not_found"]},
        "title": {"type": "string", "examples": ["Not Found"]},
        "status": {"type": "integer", "examples": [404]},
        "code": {"type": "string", "description": "Stable; for programs.", "examples": ["not_found"]},
        "detail": {"type": "string", "description": "In the language of the reader."},
        "detail_ar": {"type": "string"},
        "detail_en": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter that is at fault."},
    },
}
#: Every operation may answer these.
_REFUSALS = {
    "400": _("A parameter cannot be understood."),
    "403": _("Not allowed, or not signed in."),
    "404": _("There is no such record, or none that the reader may see."),
    "406": _("No answer in the form that was asked for."),
    "409": _("The register stands against it."),
    "429": _("Too many requests; Retry-After says how many seconds to wait."),
}


def add_refusals(result: dict[str, Any], **_told: Any) -> dict[str, Any]:
    """Give every operation the problem documents that it may answer; connected as POSTPROCESSING_HOOK."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["responses"] = {f"Problem{code}": _refusal(code) for code in _REFUSALS}
    for path in result["paths"].values():
        for operation in path.values():
            for code in _REFUSALS:
                operation["responses"].setdefault(code, {"$ref": f"#/components/responses/Problem{code}"})
    return result


def _refusal(code: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": str(_REFUSALS[code]),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if code == "429":
        told["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "seconds"}}
    return told


def complete_collections(result: dict[str, Any], **_told: Any) -> dict[str, Any]:
    """Add to pages of features what stands beside `features`; connected as POSTPROCESSING_HOOK."""
    for schema in result.get("components", {}).get("schemas", {}).values():
        if "features" in schema.get("properties", {}):
            schema["properties"] |= {
                "numberReturned": {"type": "integer"},
                "next": {"type": ["string", "null"], "format": "uri"},
            }
    return result


def only_documented(endpoints: list[Any]) -> list[Any]:
    """Keep the addresses under /api/; connected as PREPROCESSING_HOOK."""
    return [each for each in endpoints if each[0].startswith("/api/")]
