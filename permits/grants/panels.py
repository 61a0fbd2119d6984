"""What this slice adds to other pages: the way to the grants department's pages."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from permits.grants.policies import grant_offices


@adds_to("workplace")
def grants_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead the grants department, the committee, heads and the Amin to the land grants."""
    return link("grants:board", _("Land grants")) if grant_offices(person) else None
