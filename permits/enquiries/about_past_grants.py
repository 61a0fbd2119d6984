"""What a citizen is told of a grant that another register kept."""

from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parcels.register.models import PublishedParcel
from permits.enquiries.registry import Source, Told, sources
from permits.past_grants.models import PastGrant
from permits.past_grants.selectors import day_told


def tell(key: UUID) -> Told:
    """Return what the register of the time says of a grant, and its plot where the land is known."""
    past = PastGrant.objects.get(pk=key)
    return Told(
        title=_("Land grant of an earlier register"),
        number=past.number,
        state=past.state,
        since=None,
        following=[_("This is history: nothing more is waited for. Ask the grants department about the next steps.")],
        parcel=PublishedParcel.objects.filter(pk=past.parcel_id).first() if past.parcel_id else None,
        facts=_facts(past),
    )


def _facts(past: PastGrant) -> list[tuple[str, str]]:
    told = [
        (_("Number of the decision"), past.decision_number),
        (_("Day of the decision"), day_told(past.decided_on, get_language() or "ar")),
        (_("Plan"), past.plan_text),
        (_("Block"), past.block_text),
        (_("Parcel"), past.parcel_text),
    ]
    return [(label, value) for label, value in told if value]


sources.register("past_grants", Source(name="past_grants", finder="enquiry_past_grants_v1", tell=tell))
