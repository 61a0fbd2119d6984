"""What a citizen is told of his land grant."""

from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number
from geo.calendars.hijri import dual_date
from parcels.register.models import PublishedParcel
from permits.cases.flow import flows
from permits.enquiries.following import following
from permits.enquiries.registry import Source, Told, sources
from permits.grants.models import Grant, GrantDecision
from permits.grants.selectors import decision_of, grant_of, plot_of


def tell(grant_id: UUID) -> Told:
    """Return where a grant stands, with its plot once it is allotted and its decision once it is taken."""
    grant = grant_of(grant_id)
    case, plot, decision = grant.case, plot_of(grant), decision_of(grant)
    return Told(
        title=str(flows[case.kind].title),
        number=decision.number if decision else case.reference,
        state=str(flows[case.kind].states(case.state).label),
        since=case.state_since,
        following=following(case),
        parcel=PublishedParcel.objects.filter(pk=plot.pk).first() if plot else None,
        facts=_facts(grant, decision),
        paper=decision.printout if decision else None,
    )


def _facts(grant: Grant, decision: GrantDecision | None) -> list[tuple[str, str]]:
    language = get_language() or "ar"
    told = [(_("Area of the decree, m²"), format_number(grant.decree_area_m2, language, places=2))]
    if decision:
        told.append((_("Case number"), grant.case.reference))
        told.append((_("Day of the decision"), dual_date(decision.decided_on, language)))
    return told


sources.register("grants", Source(name="grants", finder="enquiry_grants_v1", tell=tell))
