"""Problem documents (RFC 9457) with a stable code and the sentence in both languages."""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from geo.errors import DomainError, InvalidInput, NotAllowed, NotFound, Text, http_status

MEDIA_TYPE = "application/problem+json"
#: Where a code is explained: the `type` of a problem is this address with the code behind it.
EXPLAINED_AT = "/api/problems/"
#: Django's own refusals, as the domain's: their words are not meant for a reader.
DJANGOS_OWN: dict[type[Exception], type[DomainError]] = {Http404: NotFound, PermissionDenied: NotAllowed}
#: The framework's refusals, in our words: its own are not translated into both languages.
FRAMEWORKS_OWN: dict[type[exceptions.APIException], Text] = {
    exceptions.ValidationError: InvalidInput.message,
    exceptions.ParseError: _("What was sent cannot be read as JSON."),
    exceptions.AuthenticationFailed: _("The sign-in is not valid."),
    exceptions.NotAuthenticated: _("Sign in to see this."),
    exceptions.PermissionDenied: NotAllowed.message,
    exceptions.NotFound: NotFound.message,
    exceptions.MethodNotAllowed: _("This address does not take requests of this method."),
    exceptions.NotAcceptable: _("This address has no answer in the form that was asked for."),
    exceptions.UnsupportedMediaType: _("This address does not read what was sent: send JSON."),
    exceptions.Throttled: _("Too many requests. Wait as long as Retry-After says, then try again."),
}


class BadParameter(InvalidInput):
    """A parameter of the address cannot be understood; `parameter` says which."""

    code = "parameter_invalid"
    message = _("A parameter of the address cannot be understood.")

    def __init__(self, parameter: str, message: Text | None = None) -> None:
        self.parameter = parameter
        super().__init__(message)


class UnknownParameter(BadParameter):
    """A parameter that this address does not know: a mistyped filter must not give everything."""

    code = "parameter_unknown"
    message = _("This address does not know one of the parameters.")


class HistoryNotKept(BadParameter):
    """A past day was asked of something whose past is not kept."""

    code = "history_not_kept"
    message = _("What was asked for is known as it is today only: no history of it is kept.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code stands for; `message` is a translatable sentence."""

    code: str
    status: HTTPStatus
    message: Text


def catalogue() -> dict[str, Explanation]:
    """Return every code that this service answers with: those of its errors, and those of the framework."""
    found: dict[str, Explanation] = {}
    waiting: list[type[DomainError]] = [DomainError]
    while waiting:
        kind = waiting.pop(0)
        waiting += kind.__subclasses__()
        shape = kind.__new__(kind)  # the status depends on the class alone
        found.setdefault(kind.code, Explanation(kind.code, http_status(shape), kind.message))
    for theirs, message in FRAMEWORKS_OWN.items():
        found.setdefault(theirs.default_code, Explanation(theirs.default_code, HTTPStatus(theirs.status_code), message))
    return dict(sorted(found.items()))


def problem(error: DomainError) -> dict[str, Any]:
    """Return the problem document of a domain error."""
    told = _document(http_status(error), error.code, error.message)
    parameter = getattr(error, "parameter", None)
    return told | ({"parameter": parameter} if parameter else {})


def _document(status: HTTPStatus, code: str, message: Text) -> dict[str, Any]:
    return {
        "type": EXPLAINED_AT + code if code in catalogue() else "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
        "detail": str(message),
        **both_languages(message),
    }


def both_languages(message: Text) -> dict[str, str]:
    """Return a sentence as `detail_ar` and `detail_en`."""
    said = {}
    for language in ("ar", "en"):
        with translation.override(language):
            said[f"detail_{language}"] = str(message)
    return said


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a REST view; connected as EXCEPTION_HANDLER. None for a bug, which stays one."""
    error = next((ours() for theirs, ours in DJANGOS_OWN.items() if isinstance(error, theirs)), error)
    if isinstance(error, DomainError):
        return _Problem(problem(error), status=http_status(error))
    response = exception_handler(error, context)  # for its headers: Retry-After, WWW-Authenticate
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    message = next((text for theirs, text in FRAMEWORKS_OWN.items() if isinstance(error, theirs)), DomainError.message)
    told = _document(HTTPStatus(response.status_code), error.default_code, message)
    return _Problem(told, status=response.status_code, headers=_kept(response))


def _kept(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in ("Retry-After", "WWW-Authenticate") if name in response.headers}


_Problem = partial(Response, content_type=MEDIA_TYPE)
