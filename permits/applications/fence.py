"""From chosen sides to a fence line, and to what of it is billed."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.gis.geos import GEOSGeometry
from shapely import MultiLineString

from geo.printing.maps import Side, sides_of
from geo.spatial.shapes import to_geos, to_shapely
from parcels.register.models import BoundaryVersion
from permits.applications.errors import NoSideChosen
from permits.applications.models import PermitApplication
from permits.payments.enums import Unit
from permits.payments.fees import Quantity, length_of


def version_sides(version: BoundaryVersion) -> tuple[Side, ...]:
    """Return the sides of a boundary version, clockwise from the north-western corner; metres, storage CRS."""
    return sides_of(to_shapely(version.geom))


def fence_along(version: BoundaryVersion, chosen: Iterable[int]) -> GEOSGeometry:
    """Return the fence along the sides that begin at the chosen corners: a MultiLineString in the storage CRS.

    Errors: NoSideChosen.
    """
    wanted = set(chosen)
    lines = [side.line for side in version_sides(version) if side.from_corner in wanted]
    if not lines:
        raise NoSideChosen
    return to_geos(MultiLineString(lines))


def fence_charges(application: PermitApplication) -> tuple[Quantity, ...]:
    """Return what a fencing permit is charged by: the permit, and the fence's length on the grid to the centimetre."""
    return (
        Quantity("fencing_licence", Decimal(1), Unit.EACH),
        Quantity("fencing_length", length_of(application.works.length), Unit.METRE),
    )
