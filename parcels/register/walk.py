"""The order in which one walks past pieces of land; pure."""

from collections.abc import Sequence

import shapely
from django.contrib.gis.geos import MultiPolygon

from geo.spatial.shapes import to_shapely


def in_walking_order(parts: Sequence[MultiPolygon], *, around: MultiPolygon, start: MultiPolygon) -> list[MultiPolygon]:
    """Return the parts of a surface as one meets them, walking clockwise around the outline of the block `around`.

    The walk begins where the surface `start`, of which they are parts, ends on the other side: at the middle of the
    ring's stretch that is farthest from it, so that no part is cut in two by the beginning.
    """
    ring = max(to_shapely(around).geoms, key=lambda polygon: polygon.area).exterior
    ring = shapely.LineString(ring.coords[::-1] if ring.is_ccw else ring.coords)
    beginning = (ring.project(to_shapely(start).centroid) + ring.length / 2) % ring.length

    def met(part: MultiPolygon) -> tuple[float, float, float]:
        middle = to_shapely(part).centroid
        return ((ring.project(middle) - beginning) % ring.length, -middle.y, middle.x)

    return sorted(parts, key=met)
