"""Districts, plans, zones and masks of the sample; all values are for demonstration."""

from collections.abc import Sequence
from itertools import pairwise

import shapely
from buildings import SETBACKS
from frame import DEMO_SYSTEM, Point, as_multi, on_grid
from old_quarter import DISTRICT_CODE as OLD_CODE
from planned import DISTRICT_CODE as PLANNED_CODE
from planned import PLAN_NUMBER, PlannedParcel, district_shape, plan_shape, to_frame
from shapely.geometry import LineString, Polygon
from subdivision import ROWS, east_side
from territory import leaf_of

CITES = "demonstration values, unverified"
VALID_FROM = "2024-01-01"

# Shown on the district's page, so that nobody takes the sample for the real town.
NOTES = {
    PLANNED_CODE: (
        "بيانات تجريبية: المخطط وقطعه وشوارعه مولّدة آلياً ولا تمثل المخطط الحقيقي.",
        "Sample data: this plan, its parcels and streets are generated and do not show the real plan.",
    ),
    OLD_CODE: (
        "بيانات تجريبية: أشكال القطع حقيقية من الرفع المساحي لمدينة كاستوريا (اليونان) عام ١٩٢٥، نُقلت إلى موقع القطيف"
        " بإزاحة موثقة وعولجت تداخلاتها مع تسجيل كل تعديل. المصدر: مؤلفو mapAI، ٢٠٢٥، مرخّصة برخصة MIT.",
        "Sample data: the parcel shapes are real, from the survey of Kastoria (Greece) of 1925, shifted to"
        " Qatif by a documented translation; their overlaps were cleaned and every change logged."
        " Source: mapAI authors, 2025, MIT licence.",
    ),
}

# code, Arabic name, English name, use, land uses of its parcels, greatest coverage, greatest number of floors
PLANNED_ZONES = [
    ("101/R", "سكني فلل", "Residential villas", "residential", {"residential"}, 0.70, 3),
    ("101/C", "تجاري على طريق الضاحية", "Commercial on Dahiya Road", "commercial", {"commercial"}, 0.70, 4),
    ("101/F", "مرافق عامة", "Public facilities", "facility", {"mosque", "school", "electricity"}, 0.70, 2),
    ("101/P", "حديقة", "Park", "park", {"park"}, 0.05, 1),
]
ZONE_SETBACKS = {
    "residential": SETBACKS["residential"],
    "commercial": SETBACKS["commercial"],
    "facility": SETBACKS["electricity"],
    "park": (10.0, 10.0, 10.0),
    "mixed": (0.0, 0.0, 0.0),
}

# Ring of the heritage area in EPSG:9359: the lanes round the small squares in the west of the quarter.
HERITAGE = [(400190, 2937040), (400243, 2937128), (400338, 2937118), (400378, 2937030), (400335, 2936962),
            (400250, 2936958)]  # fmt: skip
# Middle of the flood channel in the drawing's axes: metres east of the blocks' east side, at v.
CHANNEL = [(75, -160), (52, -60), (46, 40), (38, 110), (14, 165), (9, 190), (17, 220), (44, 280), (52, 360),
           (80, 480)]  # fmt: skip
CHANNEL_HALF_WIDTH_M = 14.0
PIPELINE = [(-262.0, 250.0), (250.0, -262.0)]  # middle of the pipeline corridor in the drawing's axes
PIPELINE_HALF_WIDTH_M = 20.0


def districts(old_outline: Polygon) -> list[dict[str, object]]:
    """Rows of the layer `districts`, each in the one leaf that holds it."""
    named = [
        (PLANNED_CODE, "planned", "حي الضاحية", "Dahiya District", district_shape()),
        (OLD_CODE, "old", "الحي القديم", "Old Quarter", old_outline),
    ]
    return [
        {
            "code": code,
            "municipality_code": leaf_of(shape),
            "kind": kind,
            "name": name,
            "name_en": name_en,
            "note": NOTES[code][0],
            "note_en": NOTES[code][1],
            "source_system": DEMO_SYSTEM,
            "source_id": f"district/{code}",
            "geometry": as_multi(shape),
        }
        for code, kind, name, name_en, shape in named
    ]


def plans(old_outline: Polygon) -> list[dict[str, object]]:
    """Rows of the layer `plans`: the approved plan, and the old quarter's inventory, which has no number."""
    approved = "مخطط الضاحية", "Dahiya Plan", "subdivision", "approved", "1998-04-12"
    inventory = "حصر الحي القديم", "Old Quarter Inventory", "old_inventory", "inventoried_old", None
    named = [(PLAN_NUMBER, PLANNED_CODE, approved, plan_shape()), (None, OLD_CODE, inventory, old_outline)]
    return [
        {
            "number": number,
            "district_code": district_code,
            "name": name,
            "name_en": name_en,
            "kind": kind,
            "status": status,
            "approved_on": approved_on,
            "source_system": DEMO_SYSTEM,
            "source_id": f"plan/{number or district_code}",
            "geometry": as_multi(shape),
        }
        for number, district_code, (name, name_en, kind, status, approved_on), shape in named
    ]


def zones(planned: Sequence[PlannedParcel], old_outline: Polygon) -> list[dict[str, object]]:
    """Rows of the layer `zones`: in the plan the parcels of a use, in the old quarter its whole ground."""
    rows = []
    for code, name, name_en, use, land_uses, coverage, floors in PLANNED_ZONES:
        members = [parcel.shape for parcel in planned if parcel.use in land_uses]
        shape = shapely.coverage_union_all(members)
        rows.append(_zone(code, (name, name_en), use, (coverage, floors), shape, PLANNED_CODE))
    names = "سكني مختلط في الحي القديم", "Mixed use in the old quarter"
    return [*rows, _zone("901/M", names, "mixed", (1.0, 3), old_outline, OLD_CODE)]


def masks() -> list[dict[str, object]]:
    """Rows of the layer `masks`: made-up areas in which a permit needs another look."""
    channel = _smooth([(east_side(v) + u, v) for u, v in CHANNEL]).buffer(CHANNEL_HALF_WIDTH_M, quad_segs=4)
    corridor = LineString(PIPELINE).buffer(PIPELINE_HALF_WIDTH_M, cap_style="flat")
    top = ROWS[-1][1]
    east = east_side(top)
    corner = Polygon([(east - 48, top + 30), (east + 50, top + 30), (east + 50, top - 68)])
    named = [
        ("heritage", "نطاق التراث العمراني", "Urban heritage area", on_grid(Polygon(HERITAGE))),
        ("flood_channel", "مجرى سيل الضاحية", "Dahiya flood channel", to_frame(channel)),
        ("energy_risk", "نطاق خطورة خط أنابيب", "Pipeline risk zone", to_frame(corridor)),
        ("expropriation", "جزء منزوع الملكية", "Expropriated part", to_frame(corner)),
    ]
    return [
        {
            "kind": kind,
            "name": name,
            "name_en": name_en,
            "valid_from": VALID_FROM,
            "cites": CITES,
            "source_system": DEMO_SYSTEM,
            "source_id": f"mask/{kind}",
            "geometry": as_multi(shape),
        }
        for kind, name, name_en, shape in named
    ]


def _zone(
    code: str,
    names: tuple[str, str],
    use: str,
    limits: tuple[float, int],
    shape: shapely.Geometry,
    district_code: str,
) -> dict[str, object]:
    front, side, rear = ZONE_SETBACKS[use]
    return {
        "code": code,
        "district_code": district_code,
        "name": names[0],
        "name_en": names[1],
        "use": use,
        "max_coverage": limits[0],
        "max_floors": limits[1],
        "setback_front_m": front,
        "setback_side_m": side,
        "setback_rear_m": rear,
        "valid_from": VALID_FROM,
        "cites": CITES,
        "source_system": DEMO_SYSTEM,
        "source_id": f"zone/{code}",
        "geometry": as_multi(shape),
    }


def _smooth(line: Sequence[Point]) -> LineString:
    """The line, its corners cut three times at a quarter and three quarters of each side (Chaikin 1974)."""
    for _ in range(3):
        cut = [line[0]]
        for (x0, y0), (x1, y1) in pairwise(line):
            cut += [
                (0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1),
                (0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1),
            ]
        line = [*cut, line[-1]]
    return LineString(line)
