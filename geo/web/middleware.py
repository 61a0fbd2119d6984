"""Language, request log, and the one place where domain errors become pages."""

import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from geo.errors import DomainError, InvalidInput, NotFound
from geo.web.refusal import refuse

Handler = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("mukhattat.request")
LANGUAGE_COOKIE = "language"
YEAR = 365 * 24 * 3600
NUL = "\0"


class LanguageMiddleware:
    """Arabic unless the person chose otherwise: `?lang=`, then the cookie it leaves; never the browser's guess."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = next((code for code in (asked, kept) if code in known), settings.LANGUAGE_CODE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in known and asked != kept:
            response.set_cookie(LANGUAGE_COOKIE, asked, max_age=YEAR, samesite="Lax", httponly=True)
        return response


class DomainErrorMiddleware:
    """Turns a refused request into a page, or into a problem document where JSON was asked for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a DomainError of a view that runs outside a scope; anything else is a bug and stays one."""
        return refuse(request, error) if isinstance(error, DomainError) else None


class PlainTextMiddleware:
    """Refuses the character NUL in addresses and forms, and forgets cookies that hold it.

    Nobody types it, and PostgreSQL cannot keep it. It stands before the session, which is looked up by its cookie.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Answer before a view sees it: such an address leads nowhere, such a form is not understood."""
        if NUL in request.path_info:
            return refuse(request, NotFound())
        forms = (request.GET, request.POST)
        sent = (text for form in forms for name, values in form.lists() for text in (name, *values))
        return refuse(request, InvalidInput()) if any(NUL in text for text in sent) else None


class RequestLogMiddleware:
    """One structured line a request: method, route, status, milliseconds, request id.

    The route is the pattern, not the address: addresses hold verification codes. No query, no person.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex
        response = self.get_response(request)
        facts = {
            "method": request.method,
            "route": request.resolver_match.route if request.resolver_match else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "request_id": request_id,
        }
        log.info("request", extra={"facts": facts})
        response.headers["X-Request-Id"] = request_id
        return response
