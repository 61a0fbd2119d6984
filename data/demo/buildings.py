"""Made-up building footprints: most of the planned lots and of the old houses; the rest stays vacant land."""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from frame import DEMO_SYSTEM, largest_part, on_grid
from planned import DISTRICT_CODE as PLANNED_CODE
from planned import PlannedParcel, to_frame
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box

PLANNED_BUILT, OLD_HOUSE_BUILT, OLD_GARDEN_BUILT = 0.60, 0.70, 0.35
GARDEN_FROM_M2 = 450.0  # larger parcels of the old quarter are gardens with at most one small house
COURTYARD_FROM_M2 = 140.0
WALL_M = 0.4  # an old house stands this far inside its parcel: rounding never lets it cross the boundary
SMALLEST_M2 = 12.0
# Front, side and rear in metres, per land use; the zones of the sample carry the same demonstration values.
SETBACKS = {
    "residential": (4.0, 2.0, 2.0),
    "commercial": (6.0, 2.0, 2.0),
    "mosque": (8.0, 6.0, 6.0),
    "school": (12.0, 8.0, 8.0),
    "electricity": (0.5, 0.5, 0.5),
}
ALWAYS_BUILT = {"mosque", "school", "electricity"}
KEPT_VACANT = {"117", "201"}  # land under the flood channel and in the expropriated part, still to be fenced


def planned_buildings(planned: Sequence[PlannedParcel]) -> list[dict[str, object]]:
    """Rows of the layer `buildings` on the planned lots, inside their setbacks."""
    draw = random.Random(713)
    rows = []
    for parcel in planned:
        chosen = draw.random() < PLANNED_BUILT or parcel.use in ALWAYS_BUILT
        footprint = to_frame(_planned_footprint(parcel, draw))
        floors, year = draw.choice([1, 2, 2, 2, 3]), draw.randint(1998, 2023)
        if chosen and parcel.use in SETBACKS and parcel.parcel_label not in KEPT_VACANT:
            floors = 1 if parcel.use in ALWAYS_BUILT else floors
            rows.append(_row(PLANNED_CODE, parcel.source_id, footprint, floors, parcel.use, year))
    return rows


def old_buildings(keys: Sequence[str], shapes: Sequence[Polygon], district_code: str) -> list[dict[str, object]]:
    """Rows of the layer `buildings` in the old quarter: houses fill their parcels, some round a courtyard."""
    draw = random.Random(1925)
    rows = []
    for key, shape in zip(keys, shapes, strict=True):
        is_garden = shape.area >= GARDEN_FROM_M2
        chosen = draw.random() < (OLD_GARDEN_BUILT if is_garden else OLD_HOUSE_BUILT)
        side, floors, year = draw.uniform(9, 14), draw.choice([1, 1, 2, 2, 3]), draw.randint(1925, 1978)
        use = "commercial" if draw.random() < 0.08 else "residential"
        footprint = on_grid(_garden_house(shape, side) if is_garden else _old_house(shape))
        if chosen and footprint.area >= SMALLEST_M2:
            rows.append(_row(district_code, key, footprint, floors, use, year))
    return rows


def _row(district_code: str, key: str, footprint: Polygon, floors: int, use: str, year: int) -> dict[str, object]:
    return {
        "district_code": district_code,
        "parcel_source_id": key,
        "use": use,
        "floors": floors,
        "built_year": year,
        "source_system": DEMO_SYSTEM,
        "source_id": f"{district_code}/building/{key}",
        "geometry": footprint,
    }


def _planned_footprint(parcel: PlannedParcel, draw: random.Random) -> Polygon:
    """A rectangle inside the setbacks in the drawing's axes, about half with an open rear corner."""
    front, side, rear = SETBACKS.get(parcel.use, (4.0, 2.0, 2.0))
    extra, is_l, at_west = draw.choice([0, 0, 1.5, 3]), draw.random() < 0.5, draw.random() < 0.5
    width, depth = draw.uniform(0.35, 0.5), draw.uniform(0.3, 0.45)
    if parcel.use in ALWAYS_BUILT:
        is_l, extra = parcel.use == "school", 0
    is_north = parcel.front == "north"
    south, north = (rear + extra, front) if is_north else (front, rear + extra)
    body = parcel.drawn.buffer(-side, join_style="mitre")
    body = body & translate(parcel.drawn, 0, south) & translate(parcel.drawn, 0, -north)
    if is_l:
        body -= _rear_corner(body.bounds, width, depth, at_west, is_north)
    return largest_part(body)


def _rear_corner(
    bounds: tuple[float, float, float, float], width: float, depth: float, at_west: bool, is_north: bool
) -> Polygon:
    """A corner of the bounds, away from the street, as shares of their width and depth."""
    west, south, east, north = bounds
    across, along = (east - west) * width, (north - south) * depth
    u = (west - 1, west + across) if at_west else (east - across, east + 1)
    v = (south - 1, south + along) if is_north else (north - along, north + 1)
    return box(u[0], v[0], u[1], v[1])


def _old_house(shape: Polygon) -> Polygon:
    house = largest_part(shape.buffer(-WALL_M, join_style="mitre"))
    if house.area < COURTYARD_FROM_M2:
        return house
    court = largest_part(house.buffer(-4.5, join_style="mitre"))
    return house - court if court.area >= SMALLEST_M2 else house


def _garden_house(shape: Polygon, side: float) -> Polygon:
    """A small house in the garden, turned the way the parcel's longest side runs."""
    inner = shape.buffer(-1.5, join_style="mitre")
    middle = largest_part(inner).representative_point()
    square = box(middle.x - side / 2, middle.y - side / 3, middle.x + side / 2, middle.y + side / 3)
    return largest_part(inner & rotate(square, _direction(shape), use_radians=True))


def _direction(shape: Polygon) -> float:
    """Direction of the longest side in radians from east."""
    corners = list(shape.exterior.coords)
    (x0, y0), (x1, y1) = max(pairwise(corners), key=lambda side: math.dist(*side))
    return math.atan2(y1 - y0, x1 - x0)
