"""A drawing as an applicant corrects it: corners as "easting northing" lines, an empty line between its parts."""

import re
from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError

from geo.errors import InvalidInput
from geo.spatial.crs import lonlat_bbox_around
from geo.spatial.points import DRAWN_ON_THE_MAP, Place, on_the_map, read_points, written
from geo.spatial.shapes import to_geos, to_shapely
from permits.cases.errors import AnswerMissing, NotRevisable

#: How much of the land around a drawing its map shows, metres.
AROUND_M = 15
#: Pixels within which a corner of works snaps to the land: they keep their distance from it, so that it must not pull.
SNAP_PX = 6
BETWEEN_PARTS = re.compile(r"\n\s*\n")


def written_works(works: GEOSGeometry) -> str:
    """Return the corners of a drawing's parts as they are typed; "" for one that cannot be typed: with holes."""
    shape = to_shapely(works)
    parts = [_corners(part) for part in shapely.get_parts(shape)]
    return "" if any(part is None for part in parts) else "\n\n".join(written(part) for part in parts if part)


def map_of(works: GEOSGeometry, *, outlines: str) -> dict[str, Any]:
    """Return what is asked of the map on which a drawing is redone: `bbox` in degrees, `asked` as draw.html reads it.

    `outlines` is the address of what is drawn beside it. A drawing of several parts, or with holes, is not shown on it.
    """
    parts = list(shapely.get_parts(to_shapely(works)))
    corners = _corners(parts[0]) if len(parts) == 1 else None
    tool = {"draw": "outline" if works.dims == 2 else "line", "picks": 0}
    asked = {"shapes": outlines, "tools": {"drawn": tool}, "points": on_the_map(corners or ()), "snap": SNAP_PX}
    return {"bbox": lonlat_bbox_around(works.extent, AROUND_M), "asked": asked}


def drawn_works(text: str, *, like: GEOSGeometry) -> GEOSGeometry:
    """Return a drawing of the kind of another from typed corners, storage CRS to the millimetre.

    Errors: AnswerMissing for none, InvalidInput for what is no drawing, NotRevisable for a drawing of another kind.
    """
    lines = text.replace("\r", "")
    head = f"{DRAWN_ON_THE_MAP}\n" if lines.strip().upper().startswith(DRAWN_ON_THE_MAP) else ""
    parts = [part for part in BETWEEN_PARTS.split(lines.strip().removeprefix(head.strip())) if part.strip()]
    if not parts:
        raise AnswerMissing
    try:
        points = [[(round(x, 3), round(y, 3)) for x, y in read_points(head + part)] for part in parts]
        drawn = _assembled(points, str(like.geom_type))
    except ValidationError as wrong:
        raise InvalidInput(wrong.messages[0]) from wrong
    except (ValueError, shapely.errors.GEOSException) as wrong:
        raise InvalidInput from wrong
    if not drawn.is_valid or drawn.is_empty:
        raise InvalidInput
    return to_geos(drawn)


def _corners(part: shapely.geometry.base.BaseGeometry) -> list[Place] | None:
    if isinstance(part, shapely.Polygon):
        return None if part.interiors else [(x, y) for x, y in part.exterior.coords[:-1]]
    if isinstance(part, shapely.LineString):
        return [(x, y) for x, y in part.coords]
    return None


def _assembled(parts: Sequence[Sequence[Place]], kind: str) -> shapely.geometry.base.BaseGeometry:
    if kind in ("Polygon", "MultiPolygon"):
        return shapely.MultiPolygon([shapely.Polygon(part) for part in parts])
    if kind in ("LineString", "MultiLineString"):
        return shapely.MultiLineString([list(part) for part in parts])
    raise NotRevisable
