"""What this slice adds to other pages: the way from the workplace to the times of cases."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person, territories_of
from geo.layers.panels import adds_to, link


@adds_to("workplace")
def statistics_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead the people of offices to how long cases take."""
    return link("cases:statistics", _("How long cases take")) if territories_of(person) else None
