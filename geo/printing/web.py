"""The verification page: is this document ours, and does it still hold?"""

import hashlib
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.visitors import Limit, TooManyFromHere, count_act
from geo.municipalities.middleware import unscoped
from geo.printing.errors import SignedFileTooLarge, TooManyChecks
from geo.printing.forms import CodeForm, FileForm
from geo.printing.selectors import PublicPrintout, find_by_bytes, find_by_code
from geo.printing.signing.services import MOST_BYTES, check_file, trusted
from geo.printing.signing.verdicts import Report, Verdict

PAGE = "printing/verify.html"
#: Files that one address may have checked: each takes a second of a core.
CHECKS: Final = Limit("check document", 60, timedelta(hours=1))


@unscoped
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; a code that was typed leads to its own address."""
    if "code" not in request.GET:
        return _private(render(request, PAGE, {"form": CodeForm(), "file_form": FileForm()}))
    form = CodeForm(request.GET)
    if not form.is_valid():
        return _private(render(request, PAGE, {"form": form, "file_form": FileForm()}, status=HTTPStatus.BAD_REQUEST))
    return _private(redirect("printing:verify", code=form.cleaned_data["code"]))


@unscoped
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the office knows of a document. An impossible and an unknown code get the same answer."""
    found = find_by_code(code)
    if found is None:
        return _private(render(request, PAGE, {**_page(), "verdict": "unknown"}, status=HTTPStatus.NOT_FOUND))
    return _private(render(request, PAGE, {**_page(), **_told(found), "found": found}))


@unscoped
@csrf_exempt  # nothing is written in the name of who asks, and the page sets nobody a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Say of a file whether it is one of ours, byte for byte, and what its signature is worth; keep nothing of it.

    Errors: TooManyChecks, SignedFileTooLarge, CheckingUnavailable.
    """
    if request.method != "POST":
        return _private(redirect("printing:verify"))
    _count(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _private(render(request, PAGE, {**_page(), "file_form": form}, status=HTTPStatus.BAD_REQUEST))
    sent = form.cleaned_data["file"]
    if sent.size > MOST_BYTES:
        raise SignedFileTooLarge(most_mb=MOST_BYTES // 2**20)
    data = sent.read()
    report = check_file(data, trust=trusted(), now=timezone.now())
    found = find_by_bytes(hashlib.sha256(data).hexdigest())
    told: dict[str, Any] = _told(found) if found else {"verdict": "foreign"}
    context: dict[str, Any] = {**_page(), **told, "found": found, "report": report, "signed_at": _signed_at(report)}
    return _private(render(request, PAGE, {**context, "proven": report.verdict == Verdict.VALID}))


def _count(request: HttpRequest) -> None:
    """Count a visitor's files, and let go of the count before the file is looked at. Errors: TooManyChecks."""
    try:
        with transaction.atomic():
            count_act(request, CHECKS)
    except TooManyFromHere as error:
        raise TooManyChecks(seconds=error.context["seconds"]) from error


def _signed_at(report: Report) -> Any:
    return parse_datetime(report.signed_at) if report.signed_at else None


def _page() -> dict[str, Any]:
    """Return what every answer shows: both forms, and the languages of the verdict, the reader's first."""
    language = translation.get_language() or "ar"
    tongues = ("en", "ar") if language.startswith("en") else ("ar", "en")
    return {"form": CodeForm(), "file_form": FileForm(), "tongues": tongues}


def _told(found: PublicPrintout) -> dict[str, Any]:
    """Return the verdict and the facts in the reader's language."""
    language = translation.get_language() or "ar"
    facts = [(fact.label_in(language), fact.value_in(language), fact.form) for fact in found.facts]
    return {
        "verdict": found.standing.value,
        "ended_at": found.ended_at,
        "facts": facts,
    }


def _private(response: HttpResponse) -> HttpResponse:
    """Keep codes out of search engines, shared caches and the next site's logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
