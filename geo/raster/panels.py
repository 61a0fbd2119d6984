"""What this slice adds to the workplace: the way to pictures, for those who may send them."""

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from geo.raster.policies import offices_of


@adds_to("workplace")
def imagery_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead to the pictures, whoever may send any."""
    return link("raster:index", _("Imagery")) if offices_of(person) else None
