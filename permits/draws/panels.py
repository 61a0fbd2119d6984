"""What this slice adds to other pages: the way to an office's draws, and to those in which one holds a secret."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person, territories_of
from geo.layers.panels import adds_to, link
from permits.draws.policies import HOLDERS


@adds_to("workplace")
def draws_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead who holds draws to their list."""
    holds = any(territories_of(person, role=role) for role in HOLDERS)
    return link("draws:index", _("Draws of lots")) if holds else None
