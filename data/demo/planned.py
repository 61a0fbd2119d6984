"""The planned district, plan 713/3: the drawing placed in EPSG:9359 as rows of the layers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from frame import DEMO_SYSTEM, G, Point, as_multi, from_lon_lat, on_grid
from shapely.affinity import affine_transform
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as PointGeometry
from subdivision import Block, Lot, blocks, outline, street_lines

DISTRICT_CODE = "101"
PLAN_NUMBER = "713/3"
ORIGIN = from_lon_lat(50.0088, 26.5198)  # where the drawing's origin is put
TURN_DEG = 17.0  # and its u axis is turned anticlockwise from east
DISTRICT_MARGIN_M = 12.0


@dataclass(frozen=True)
class PlannedParcel:
    """One lot with its labels, in the drawing's axes (`drawn`) and in EPSG:9359 (`shape`)."""

    block_label: str
    parcel_label: str
    use: str
    front: str
    drawn: Polygon
    shape: Polygon

    @property
    def source_id(self) -> str:
        """Identity of the parcel in the generator: plan and parcel number."""
        return f"{PLAN_NUMBER}/{self.parcel_label}"


def to_frame(drawn: G) -> G:
    """The drawing's geometry in EPSG:9359 on the 1 mm grid: equal points stay equal."""
    cos, sin = math.cos(math.radians(TURN_DEG)), math.sin(math.radians(TURN_DEG))
    placed: G = affine_transform(drawn, [cos, -sin, sin, cos, *ORIGIN])
    return on_grid(placed)


def build() -> list[PlannedParcel]:
    """All parcels of the plan, numbered through in block order."""
    lots = [(block, lot) for block in blocks() for lot in block.lots]
    return [_parcel(block, lot, number) for number, (block, lot) in enumerate(lots, start=1)]


def parcels(planned: list[PlannedParcel]) -> list[dict[str, object]]:
    """Rows of the layer `parcels`; the deed area is the drawing's area to the whole square metre."""
    return [
        {
            "district_code": DISTRICT_CODE,
            "plan_number": PLAN_NUMBER,
            "block_label": parcel.block_label,
            "parcel_label": parcel.parcel_label,
            "land_use": parcel.use,
            "deed_area_m2": float(round(parcel.shape.area)),
            "is_multipart": False,
            "source_system": DEMO_SYSTEM,
            "source_id": parcel.source_id,
            "geometry": as_multi(parcel.shape),
        }
        for parcel in planned
    ]


def block_rows(planned: list[PlannedParcel]) -> list[dict[str, object]]:
    """Rows of the layer `blocks`: each block is exactly the union of its parcels."""
    return [
        {
            "district_code": DISTRICT_CODE,
            "plan_number": PLAN_NUMBER,
            "code": f"{number:03d}",
            "label": label,
            "source_system": DEMO_SYSTEM,
            "source_id": f"{PLAN_NUMBER}/block/{number}",
            "geometry": as_multi(shape),
        }
        for number, (label, shape) in enumerate(_block_shapes(planned), start=1)
    ]


def plan_shape() -> Polygon:
    """The plan's ground: blocks and the streets around them."""
    return to_frame(Polygon(outline()))


def district_shape() -> Polygon:
    """The district's ground: the plan and a verge."""
    return on_grid(plan_shape().buffer(DISTRICT_MARGIN_M, join_style="mitre").simplify(0.5))


def streets() -> list[dict[str, object]]:
    """Rows of the layer `streets`: centre lines with a shared vertex at every crossing."""
    named = street_lines()
    drawn = _with_crossings([LineString(line) for _, line in named])
    return [
        {
            "name": name,
            "name_en": name_en,
            "width_m": width,
            "class": kind,
            "district_code": DISTRICT_CODE,
            "source_system": DEMO_SYSTEM,
            "source_id": f"{PLAN_NUMBER}/street/{number}",
            "geometry": to_frame(line),
        }
        for number, (((name, name_en, width, kind), _), line) in enumerate(zip(named, drawn, strict=True), start=1)
    ]


def _parcel(block: Block, lot: Lot, number: int) -> PlannedParcel:
    drawn = Polygon(lot.ring)
    return PlannedParcel(block.label, str(number), lot.use, lot.front, drawn, to_frame(drawn))


def _block_shapes(planned: list[PlannedParcel]) -> Iterator[tuple[str, Polygon]]:
    for label in dict.fromkeys(parcel.block_label for parcel in planned):
        members = [parcel.shape for parcel in planned if parcel.block_label == label]
        yield label, shapely.coverage_union_all(members)


def _with_crossings(lines: list[LineString]) -> list[LineString]:
    return [_with_points(line, _meetings(line, lines)) for line in lines]


def _meetings(line: LineString, lines: list[LineString]) -> list[Point]:
    """Points where other lines cross, start or end on this one."""
    others = [other for other in lines if other is not line]
    crossings = [shapely.get_coordinates(line.intersection(other)) for other in others]
    ends = [end for other in others for end in (other.coords[0], other.coords[-1])]
    touching = [end for end in ends if line.distance(PointGeometry(end)) < 1e-6]
    return [(x, y) for found in crossings for x, y in found] + touching


def _with_points(line: LineString, points: list[Point]) -> LineString:
    stations = {round(line.project(PointGeometry(c)), 6): c for c in [*points, *line.coords]}
    return LineString([stations[station] for station in sorted(stations)])
