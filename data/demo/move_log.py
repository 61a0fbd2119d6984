"""The log of what cleaning did to the old quarter: a row a vertex change, a row a parcel's rounding."""

import math

from frame import Point
from old_quarter import SHIFT_EAST_M, SHIFT_NORTH_M, OldQuarter
from shapely.geometry import Polygon

Row = dict[str, object]


def rows(quarter: OldQuarter) -> list[Row]:
    """Rows in parcel order; coordinates in EPSG:9359 metres, areas in square metres around the step."""
    log: list[Row] = []
    changes = zip(quarter.keys, quarter.shifted, quarter.rounded, quarter.cleaned, quarter.moves(), strict=True)
    for key, shifted, rounded, cleaned, moves in changes:
        log.append(_rounding(key, shifted, rounded))
        areas = rounded.area, cleaned.area
        for move in moves:
            log.append(_row(key, move.vertex, move.action, (move.start, move.end), move.distance_m, areas, move.reason))
    return log


def summary(quarter: OldQuarter) -> dict[str, object]:
    """Counts, defects found and closed, and the conservation of area, for the page and the README."""
    source, rounded, cleaned = (
        sum(shape.area for shape in shapes) for shapes in (quarter.shifted, quarter.rounded, quarter.cleaned)
    )
    changes = [move for moves in quarter.moves() for move in moves]
    return {
        "parcels": len(quarter.keys),
        "shift_m": {"east": SHIFT_EAST_M, "north": SHIFT_NORTH_M, "rotation_deg": 0, "scale": 1},
        "overlaps_before": [
            {"a": quarter.keys[i], "b": quarter.keys[j], "area_m2": round(strip.area, 4)}
            for i, j, strip in quarter.before.overlaps
        ],
        "overlaps_after": len(quarter.after.overlaps),
        "slivers_before": [
            {
                "east": round(gap.centroid.x, 2),
                "north": round(gap.centroid.y, 2),
                "area_m2": round(gap.area, 4),
            }
            for gap in quarter.before.slivers
        ],
        "slivers_after": len(quarter.after.slivers),
        "vertices_changed": len(changes),
        "parcels_changed": sum(1 for moves in quarter.moves() if moves),
        "largest_move_m": round(max(move.distance_m for move in changes), 3),
        "area_m2": {"source": round(source, 3), "rounded": round(rounded, 3), "cleaned": round(cleaned, 3)},
    }


def _rounding(key: str, shifted: Polygon, rounded: Polygon) -> Row:
    """The parcel's first vertex before and after rounding, and the farthest that rounding moved any."""
    old, new = shifted.exterior.coords, rounded.exterior.coords
    farthest = max(math.dist(a, b) for a, b in zip(old, new, strict=True))
    areas = shifted.area, rounded.area
    return _row(key, None, "shift_and_round", (old[0], new[0]), farthest, areas, "rounding to 1 mm")


def _row(
    key: str,
    vertex: int | None,
    action: str,
    ends: tuple[Point | None, Point | None],
    distance_m: float,
    areas: tuple[float, float],
    reason: str,
) -> Row:
    (from_x, from_y), (to_x, to_y) = (_text(end) for end in ends)
    return {
        "source_id": key,
        "vertex": "" if vertex is None else vertex,
        "action": action,
        "from_x": from_x,
        "from_y": from_y,
        "to_x": to_x,
        "to_y": to_y,
        "distance_m": f"{distance_m:.4f}",
        "area_before_m2": f"{areas[0]:.4f}",
        "area_after_m2": f"{areas[1]:.4f}",
        "reason": reason,
    }


def _text(point: Point | None) -> tuple[str, str]:
    return (f"{point[0]:.4f}", f"{point[1]:.4f}") if point else ("", "")
