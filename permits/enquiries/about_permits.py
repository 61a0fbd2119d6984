"""What a citizen is told of an application for a permit and of the permit."""

from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.hijri import dual_date
from parcels.register.models import PublishedParcel
from permits.applications.kinds.kind import kinds
from permits.applications.models import Permit
from permits.applications.selectors import application_of
from permits.cases.flow import flows
from permits.enquiries.following import following
from permits.enquiries.registry import Source, Told, sources


def tell(case_id: UUID) -> Told:
    """Return where an application stands."""
    application = application_of(case_id)
    case, permit = application.case, getattr(application, "permit", None)
    parcel = PublishedParcel.objects.filter(pk=application.parcel_id).first() if application.parcel_id else None
    return Told(
        title=str(kinds[application.kind].title),
        number=permit.number if permit else case.reference,
        state=str(flows[case.kind].states(case.state).label),
        since=case.state_since,
        following=following(case),
        parcel=parcel,
        facts=_facts(permit),
        paper=permit.printout if permit else None,
    )


def _facts(permit: Permit | None) -> list[tuple[str, str]]:
    if permit is None:
        return []
    days = {_("Issued on"): permit.issued_on, _("Valid until"): permit.expires_on}
    return [(label, dual_date(day, get_language() or "ar")) for label, day in days.items()]


sources.register("permits", Source(name="permits", finder="enquiry_permits_v1", tell=tell))
