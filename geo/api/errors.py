"""Problem documents (RFC 9457) with a stable code and the sentence in both languages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from geo.errors import DomainError, NotAllowed, NotFound, http_status

#: Django's own refusals, as the domain's: their words are not meant for a reader.
DJANGOS_OWN: dict[type[Exception], type[DomainError]] = {Http404: NotFound, PermissionDenied: NotAllowed}


def problem(error: DomainError) -> dict[str, Any]:
    """Return the problem document of a domain error."""
    status = http_status(error)
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": error.code,
        **_sentences(error),
    }


def _sentences(error: DomainError) -> dict[str, str]:
    said = {}
    for language in ("ar", "en"):
        with translation.override(language):
            said[f"detail_{language}"] = str(error.message)
    return {"detail": str(error.message), **said}


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a REST view; connected as EXCEPTION_HANDLER."""
    error = next((ours() for theirs, ours in DJANGOS_OWN.items() if isinstance(error, theirs)), error)
    if isinstance(error, DomainError):
        return Response(problem(error), status=http_status(error), content_type="application/problem+json")
    response = exception_handler(error, context)
    if response is not None and isinstance(error, APIException):
        code = error.default_code
        response.data = {
            "type": "about:blank",
            "title": code,
            "status": response.status_code,
            "code": code,
            "detail": str(error.detail),
        }
        response.content_type = "application/problem+json"
    return response
