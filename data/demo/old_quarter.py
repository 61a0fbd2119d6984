"""The old quarter: the real parcels of Kastoria 1925, shifted into the sample's frame and cleaned."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from cleaning import Defects, Move, clean_coverage, find_defects, list_moves
from frame import as_multi, on_grid
from shapely.geometry import Polygon

SOURCE = Path(__file__).parent / "source" / "kastoria_1925.gpkg"
SOURCE_SYSTEM = "kastoria_1925"
DISTRICT_CODE = "901"

# The affine shift of EPSG:2100 coordinates to EPSG:9359 coordinates: rotation 0, scale 1 and this translation
# in metres, which brings the middle of the layer's extent within a metre of 50.0 E 26.55 N (EPSG:9333).
SHIFT_EAST_M = 131_622.0
SHIFT_NORTH_M = -1_551_462.0


@dataclass(frozen=True)
class OldQuarter:
    """Parcels in file order: `shifted` as digitised, `rounded` to 1 mm, `cleaned` the result."""

    keys: list[str]
    shifted: list[Polygon]
    rounded: list[Polygon]
    cleaned: list[Polygon]
    before: Defects
    after: Defects

    def moves(self) -> list[list[Move]]:
        """Vertex changes of each parcel, in parcel order."""
        pairs = zip(self.rounded, self.cleaned, strict=True)
        return [list_moves(old, new, self.before) for old, new in pairs]


def build() -> OldQuarter:
    """Read the committed copy, shift, round to 1 mm and clean."""
    source = gpd.read_file(SOURCE, layer="parcels_1925", fid_as_index=True)
    shifted = [shapely.transform(shape, _shift) for shape in source.geometry]
    rounded = [on_grid(shape) for shape in shifted]
    cleaned = clean_coverage(rounded)
    return OldQuarter(
        keys=_keys(source),
        shifted=shifted,
        rounded=rounded,
        cleaned=cleaned,
        before=find_defects(rounded),
        after=find_defects(cleaned),
    )


def parcels(quarter: OldQuarter) -> list[dict[str, object]]:
    """Rows of the layer `parcels`: no plan, no block, no label, because the quarter is not numbered yet."""
    return [
        {
            "district_code": DISTRICT_CODE,
            "plan_number": None,
            "block_label": None,
            "parcel_label": None,
            "land_use": None,
            "deed_area_m2": None,
            "is_multipart": False,
            "source_system": SOURCE_SYSTEM,
            "source_id": key,
            "geometry": as_multi(shape),
        }
        for key, shape in zip(quarter.keys, quarter.cleaned, strict=True)
    ]


def _shift(coordinates: np.ndarray) -> np.ndarray:
    shifted: np.ndarray = coordinates + np.array([SHIFT_EAST_M, SHIFT_NORTH_M])
    return shifted


def _keys(source: gpd.GeoDataFrame) -> list[str]:
    """KAK where it names one parcel; KAK/fid where it is repeated; fid/… where the source has none."""
    uses = Counter(source["KAK"].dropna())
    return [
        f"fid/{fid}" if not isinstance(kak, str) else kak if uses[kak] == 1 else f"{kak}/{fid}"
        for fid, kak in source["KAK"].items()
    ]
