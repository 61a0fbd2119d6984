"""What this slice adds to the inbox."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from permits.what_if.policies import planned_by


@adds_to("workplace")
def drafts_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead planners to building rules in draft."""
    return link("what-if:zones", _("Building rules in draft")) if planned_by(person) else None
