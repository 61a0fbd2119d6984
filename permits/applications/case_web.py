"""The page of an application: checklist beside the map, what happened, and the steps that are open."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from geo.documents.enums import DocumentKind
from geo.errors import DomainError
from geo.spatial.crs import lonlat_bbox
from geo.spatial_rules.keeping import told_findings
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.applications import selectors
from permits.applications.assess import findings_now
from permits.applications.drawing import draw_works
from permits.applications.enums import PermitKind
from permits.applications.errors import RulesNotMet
from permits.applications.guards import filed_kinds, is_paid
from permits.applications.kinds.kind import kind_of, kinds
from permits.applications.kinds.life import LIFE
from permits.applications.life import life_of
from permits.applications.life_guards import holds
from permits.applications.models import Assessment, PermitApplication
from permits.applications.papers import paper_subject
from permits.applications.services import decide, may_change
from permits.applications.setbacks import setback_rows, setbacks_of
from permits.applications.telling import told_of
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, progress
from permits.payments.panels import fee_and_bill

#: The address of the cases that this page shows; kinds of the slices above may have their own.
OWN_PAGE = "application:case"


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
    permit = getattr(application, "permit", None)
    findings = _findings(application)
    parcel = PublishedParcel.objects.filter(pk=application.ground.parcel_id).first()
    return {
        **progress(request.user, case, barred=_barred(case)),
        **fee_and_bill(case, kind_of(application).charges(application)),
        **drawn(application, findings),
        **(life_of(request.user, case, permit) if permit else {}),
        "application": application,
        "title": kind_of(application).title,
        "told": told_of(application),
        "needed_papers": _needed_papers(application),
        "may_change": may_change(person=request.user, case=case),
        "parcel": parcel,
        "others": [other for other in selectors.permits_on(parcel.code) if not permit or other.pk != permit.pk]
        if parcel
        else [],
        "code": display(application.ground.parcel.code or ""),
        "findings": findings,
        "permit": permit,
        "bbox": lonlat_bbox(application.ground.geom),
        "own": case.opened_by_id == request.user.pk,
        "subject": paper_subject(case.pk),
    }


def _needed_papers(application: PermitApplication) -> list[tuple[str, bool]]:
    """Return the papers that a simple kind needs, by name, and whether each is filed."""
    if application.simple is None:
        return []
    filed = filed_kinds(application.case)
    return [(str(DocumentKind(kind).label), kind in filed) for kind in application.simple.papers]


def _barred(case: Case) -> set[str]:
    """Return the steps that are not offered: issuing what is not paid, and what a permit cannot go through now."""
    leaving = [step for step in flows[case.kind].from_state(case.state) if step.name in LIFE]
    unpaid = set() if is_paid(case) else {"issue_paid"}
    return unpaid | {step.name for step in leaving if step.guard is not None and not holds(step.guard, case)}


def drawn(application: PermitApplication, findings: list[dict[str, Any]]) -> Context:
    """Return the picture of the works with the places of the findings, and the sides with what was measured."""
    built = application.kind == PermitKind.BUILDING
    plan = setbacks_of(application, timezone.localdate()) if built else None
    measured = application.inspections.exclude(as_built=None).last()
    return {
        "picture": draw_works(
            application.ground, application.works, buildable=plan.envelope if plan else None, findings=findings,
            as_built=measured.as_built if measured else None,
        ),
        "rows": setback_rows(application, timezone.localdate()) if built else [],
    }  # fmt: skip


def _findings(application: PermitApplication) -> list[dict[str, Any]]:
    """Return the latest kept run's findings in the reader's language."""
    latest: Assessment | None = application.assessments.last()
    return told_findings(latest.findings if latest else [])


PAGE = CasePage(
    kinds={kind.flow for kind in kinds if flows[kind.flow].page == OWN_PAGE},
    template="applications/case.html",
    done=_("Done. The application is now: %(state)s"),
    context=_context,
    decide=decide,
    explain=_explain,
)
