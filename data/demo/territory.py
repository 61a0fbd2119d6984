"""Municipality, sub-municipalities and offices with schematic territories that cover it exactly."""

import shapely
from frame import DEMO_SYSTEM, Point, as_multi, from_lon_lat
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry import Point as PointGeometry

AMANA, MUNICIPALITY = "500", "501"

# code, kind, parent, Arabic name, English name. The codes are the sample's own, not official.
NODES = [
    ("500", "amana", None, "أمانة المنطقة الشرقية", "Eastern Province Amana"),
    ("501", "municipality", "500", "بلدية محافظة القطيف", "Qatif Governorate Municipality"),
    ("510", "office", "501", "مركز القطيف", "Qatif Centre (administered directly)"),
    ("511", "sub_municipality", "501", "بلدية سيهات", "Saihat Sub-municipality"),
    ("512", "sub_municipality", "501", "بلدية صفوى", "Safwa Sub-municipality"),
    ("513", "sub_municipality", "501", "بلدية تاروت", "Tarout Sub-municipality"),
    ("514", "sub_municipality", "501", "بلدية عنك", "Anak Sub-municipality"),
    ("515", "sub_municipality", "501", "بلدية القديح", "Qudaih Sub-municipality"),
    ("521", "office", "501", "مكتب خدمات العوامية", "Awamiyah Service Office"),
    ("522", "office", "501", "مكتب خدمات الجش", "Jish Service Office"),
]

# Approximate longitude and latitude of each town, from general knowledge; each lies in its leaf's territory.
TOWNS = {
    "510": (50.000, 26.550),
    "511": (50.041, 26.485),
    "512": (49.952, 26.650),
    "513": (50.065, 26.570),
    "514": (50.022, 26.515),
    "515": (49.985, 26.573),
    "521": (49.980, 26.590),
    "522": (49.985, 26.497),
}

# Corners where three territories, or two and the outside, meet.
CORNERS = {
    "safwa_west": (49.841, 26.612),
    "safwa_bay": (50.032, 26.630),
    "safwa_sea": (50.045, 26.655),
    "awamiyah_west": (49.850, 26.582),
    "qudaih_east": (49.997, 26.581),
    "awamiyah_bay": (50.028, 26.590),
    "qudaih_west": (49.866, 26.541),
    "qudaih_south": (49.960, 26.544),
    "centre_south": (49.985, 26.533),
    "centre_bay": (50.038, 26.539),
    "tarout_sea": (50.086, 26.522),
    "anak_sea": (50.087, 26.501),
    "jish_east": (50.000, 26.504),
    "jish_south": (49.985, 26.437),
}

# Every boundary once, as a chain of longitude and latitude: neighbours therefore share it to the millimetre.
BOUNDARIES: list[list[str | Point]] = [
    [
        "safwa_west",
        (49.838, 26.650),
        (49.832, 26.715),
        (49.880, 26.741),
        (49.935, 26.747),
        (50.005, 26.718),
        (50.031, 26.684),
        "safwa_sea",
    ],
    ["safwa_sea", (50.078, 26.628), (50.104, 26.603), (50.117, 26.575), (50.107, 26.543), "tarout_sea"],
    ["tarout_sea", (50.084, 26.511), "anak_sea"],
    ["anak_sea", (50.092, 26.480), (50.080, 26.452), (50.031, 26.434), "jish_south"],
    ["jish_south", (49.936, 26.452), (49.893, 26.489), (49.878, 26.518), "qudaih_west"],
    ["qudaih_west", (49.857, 26.561), "awamiyah_west"],
    ["awamiyah_west", (49.845, 26.598), "safwa_west"],
    ["safwa_west", (49.886, 26.609), (49.931, 26.616), (49.978, 26.613), (50.006, 26.621), "safwa_bay"],
    ["safwa_bay", (50.041, 26.641), "safwa_sea"],
    ["awamiyah_west", (49.902, 26.586), (49.944, 26.580), (49.972, 26.583), "qudaih_east"],
    ["qudaih_east", (50.012, 26.588), "awamiyah_bay"],
    ["awamiyah_bay", (50.026, 26.603), (50.033, 26.616), "safwa_bay"],
    ["qudaih_east", (49.993, 26.569), (49.981, 26.557), "qudaih_south"],
    ["qudaih_west", (49.902, 26.547), (49.934, 26.540), "qudaih_south"],
    ["qudaih_south", (49.971, 26.536), "centre_south"],
    ["centre_south", (50.003, 26.536), (50.021, 26.533), "centre_bay"],
    ["centre_bay", (50.024, 26.552), (50.023, 26.572), "awamiyah_bay"],
    ["centre_bay", (50.058, 26.531), "tarout_sea"],
    ["centre_south", (49.989, 26.519), "jish_east"],
    ["jish_east", (50.024, 26.498), (50.052, 26.505), "anak_sea"],
    ["jish_east", (49.996, 26.481), (49.993, 26.456), "jish_south"],
]


def municipalities() -> list[dict[str, object]]:
    """Rows of the layer `municipalities`; territories are MultiPolygons in EPSG:9359."""
    leaves = leaf_territories()
    whole = as_multi(shapely.coverage_union_all(list(leaves.values())))
    return [
        {
            "code": code,
            "kind": kind,
            "parent_code": parent,
            "name": name,
            "name_en": name_en,
            "source_system": DEMO_SYSTEM,
            "source_id": f"municipality/{code}",
            "geometry": leaves.get(code, whole),
        }
        for code, kind, parent, name, name_en in NODES
    ]


def leaf_territories() -> dict[str, MultiPolygon]:
    """Territory of every leaf code; together they cover the municipality without gap or overlap."""
    faces = shapely.get_parts(shapely.polygonize([_chain(boundary) for boundary in BOUNDARIES]))
    return {code: as_multi(_face_holding(faces, code)) for code in TOWNS}


def leaf_of(geometry: Polygon | MultiPolygon) -> str:
    """Code of the one leaf whose territory covers the geometry; raises ValueError when there is none."""
    for code, territory in leaf_territories().items():
        if territory.covers(geometry):
            return code
    raise ValueError("the geometry lies in no single territory")


def _chain(boundary: list[str | Point]) -> LineString:
    lon_lat = [CORNERS[step] if isinstance(step, str) else step for step in boundary]
    return LineString([from_lon_lat(lon, lat) for lon, lat in lon_lat])


def _face_holding(faces: list[Polygon], code: str) -> Polygon:
    town = PointGeometry(from_lon_lat(*TOWNS[code]))
    (face,) = [face for face in faces if face.contains(town)]
    return face
