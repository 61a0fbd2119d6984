"""What this slice adds to the workplace of an officer."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person, memberships_of
from geo.layers.panels import adds_to, link


@adds_to("workplace")
def delegations_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead officers to the page on which a signature is lent."""
    return link("delegations:list", _("Delegations of signature")) if memberships_of(person).exists() else None
