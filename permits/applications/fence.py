"""From chosen sides to a fence line."""

from collections.abc import Iterable

from django.contrib.gis.geos import GEOSGeometry
from shapely import MultiLineString

from geo.printing.maps import Side, sides_of
from geo.spatial.shapes import to_geos, to_shapely
from parcels.register.models import BoundaryVersion
from permits.applications.errors import NoSideChosen


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
