"""What this slice adds to the workplace: the way to apply; and where a dig lies."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.layers.panels import adds_to, link
from permits.applications.models import PermitApplication
from permits.cases.places import grounds
from permits.excavations.policies import offices_kept_by


@adds_to("workplace")
def dig_tool(request: HttpRequest, person: User) -> SafeString:
    """Offer the form of a dig."""
    return link("excavations:apply", _("Apply to dig"))


@adds_to("workplace")
def register_tool(request: HttpRequest, person: User) -> SafeString | None:
    """Offer the register of firms, moratoria and pavement to the coordination office."""
    return link("excavations:register", _("Register of excavations")) if offices_kept_by(person) else None


def ground_of(keys: Sequence[UUID]) -> Mapping[UUID, GEOSGeometry]:
    """Return what digs open: they claim no land."""
    return dict(PermitApplication.objects.filter(pk__in=keys).values_list("pk", "works"))


grounds.register("excavation", ground_of)
