"""Where flood channels and restricted areas reach into a piece of land."""

from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_shapely
from parcels.plans.models import PublishedMask
from parcels.register.areas import DEDUCTED
from parcels.register.models import BoundaryVersion

#: The grid of stored coordinates, metres: land that only borders on a restriction shares less than this with it.
GRID_M = 0.001


def restricted_parts(version: BoundaryVersion) -> list[tuple[PublishedMask, BaseGeometry]]:
    """Return the restrictions of any office that reach into a boundary version, each with the part it covers.

    Storage CRS. The same restrictions that parcels.register.areas takes off the net area.
    """
    land = to_shapely(version.geom)
    near = PublishedMask.objects.filter(kind__in=DEDUCTED, geom__bboverlaps=version.geom, geom__intersects=version.geom)
    parts = [(mask, to_shapely(mask.geom).intersection(land)) for mask in near.order_by("kind", "pk")]
    return [(mask, part) for mask, part in parts if not part.buffer(-GRID_M).is_empty]
