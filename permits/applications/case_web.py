"""The page of an application: checklist beside the map, what happened, and the steps that are open."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from geo.errors import DomainError
from geo.spatial.crs import lonlat_bbox
from geo.spatial_rules.keeping import told_findings
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.applications import selectors
from permits.applications.assess import findings_now
from permits.applications.errors import RulesNotMet
from permits.applications.kinds.kind import kinds
from permits.applications.models import Assessment, PermitApplication
from permits.applications.services import decide
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, progress


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show an application; a POST takes the named step."""
    return PAGE.answer(request, case_id)


def _explain(error: DomainError, case: Case) -> Context:
    """Return what the rules say now: that is why, the run that is kept may be of another day."""
    if not isinstance(error, RulesNotMet):
        return {}
    return {"findings": told_findings(findings_now(selectors.application_of(case.pk)))}


def _context(request: HttpRequest, case: Case) -> Context:
    application = selectors.application_of(case.pk)
    return {
        **progress(request.user, case),
        "application": application,
        "parcel": PublishedParcel.objects.filter(pk=application.parcel_id).first(),
        "code": display(application.parcel.code or ""),
        "findings": _findings(application),
        "permit": getattr(application, "permit", None),
        "bbox": lonlat_bbox(application.version.geom),
        "own": case.opened_by_id == request.user.pk,
    }


def _findings(application: PermitApplication) -> list[dict[str, Any]]:
    """Return the latest kept run's findings in the reader's language."""
    latest: Assessment | None = application.assessments.last()
    return told_findings(latest.findings if latest else [])


PAGE = CasePage(
    kinds={kind.flow for kind in kinds},
    template="applications/case.html",
    done=_("Done. The application is now: %(state)s"),
    context=_context,
    decide=decide,
    explain=_explain,
)
