"""What this slice adds to the workplace: the way to imports, for those who may send files."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from geo.staging.policies import offices_of


@adds_to("workplace")
def imports_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to the imports, whoever may send any."""
    return link("staging:index", _("Imports")) if offices_of(person).exists() else None
