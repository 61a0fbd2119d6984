"""The verification page: is this document ours, and does it still hold?"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe

from geo.municipalities.middleware import unscoped
from geo.printing.forms import CodeForm
from geo.printing.selectors import PublicPrintout, find_by_code

PAGE = "printing/verify.html"


@unscoped
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; a code that was typed leads to its own address."""
    if "code" not in request.GET:
        return _private(render(request, PAGE, {"form": CodeForm()}))
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _private(render(request, PAGE, {"form": form}, status=HTTPStatus.BAD_REQUEST))
    return _private(redirect("printing:verify", code=form.cleaned_data["code"]))


@unscoped
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the office knows of a document. An impossible and an unknown code get the same answer."""
    found = find_by_code(code)
    language = translation.get_language() or "ar"
    tongues = ("en", "ar") if language.startswith("en") else ("ar", "en")
    context: dict[str, Any] = {"form": CodeForm(), "tongues": tongues}
    if found is None:
        return _private(render(request, PAGE, {**context, "verdict": "unknown"}, status=HTTPStatus.NOT_FOUND))
    return _private(render(request, PAGE, {**context, **_told(found, language), "found": found}))


def _told(found: PublicPrintout, language: str) -> dict[str, Any]:
    """Return the verdict and the facts in the reader's language."""
    facts = [(fact.label_in(language), fact.value_in(language), fact.form) for fact in found.facts]
    return {
        "verdict": found.standing.value,
        "ended_at": found.revoked_at or found.replaced_at,
        "facts": facts,
    }


def _private(response: HttpResponse) -> HttpResponse:
    """Keep codes out of search engines, shared caches and the next site's logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
