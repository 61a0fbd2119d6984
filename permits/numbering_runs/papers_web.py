"""The papers and files of a run: report, walk sheets, table, GeoPackage; for the people of its office."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from geo.accounts.policies import territories_of
from geo.errors import NotFound
from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from permits.cases.pages import PDF, paper
from permits.numbering_runs.models import NumberingRun
from permits.numbering_runs.report import report_pdf
from permits.numbering_runs.selectors import last_revision, run_of, runs
from permits.numbering_runs.tables import numbers_csv, numbers_gpkg
from permits.numbering_runs.walk_sheet import walk_sheet_pdf


@login_required
@require_safe
def report(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the report: as it was filed when the run is frozen, otherwise a draft of today."""

    def body(run: NumberingRun) -> bytes:
        return printout_pdf(run.printout) if run.printout else report_pdf(run, _language())

    return _file(request, case_id, "report.pdf", PDF, body)


@login_required
@require_safe
def walk_sheet(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the walk sheets of all blocks, or of ?block=place."""

    def body(run: NumberingRun) -> bytes:
        blocks = last_revision(run).blocks.select_related("block")
        place = request.GET.get("block", "")
        if place:
            blocks = blocks.filter(place=int(place) if place.isascii() and place.isdecimal() else 0)
        if not blocks:
            raise NotFound
        return walk_sheet_pdf(run, list(blocks), _language())

    return _file(request, case_id, "walk-sheet.pdf", PDF, body)


@login_required
@require_safe
def table(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the numbers as CSV."""
    return _file(request, case_id, "numbers.csv", "text/csv; charset=utf-8", lambda run: numbers_csv(run).encode())


@login_required
@require_safe
def package(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the numbers as a GeoPackage."""
    return _file(request, case_id, "numbers.gpkg", "application/geopackage+sqlite3", numbers_gpkg)


def _language() -> str:
    return "ar" if (get_language() or "ar").startswith("ar") else "en"


def _file(
    request: HttpRequest, case_id: UUID, name: str, kind: str, body: Callable[[NumberingRun], bytes]
) -> HttpResponse:
    known = runs().filter(pk=case_id, municipality_id__in=territories_of(request.user)).first()
    if known is None:
        raise NotFound
    with territory([known.municipality_id]):
        run = run_of(case_id)
        return paper(body(run), name=f"{run.case.reference}-{name}", kind=kind)
