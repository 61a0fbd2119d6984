"""Reference systems of answers, boxes and filters: address, order of axes, decimals (OGC 18-058, requirement 2)."""

from dataclasses import dataclass
from functools import cache

import pyproj

from geo.api.boxes import CRS84_URI, EPSG_URI
from geo.spatial.crs import LONLAT_SRID, TILE_SRID, storage_srid
from tiles.ogc.errors import SystemUnknown

#: Degrees by which something may lie outside the area where the storage CRS is meant to be used.
MARGIN_DEGREES = 1.0
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class System:
    """A reference system: `srid` of PostGIS, which keeps x before y; `northing_first` where its axes are the other way.

    `decimals` are a tenth of a millimetre: 9 of a degree, 4 of a metre.
    """

    uri: str
    srid: int
    northing_first: bool
    decimals: int


def systems() -> dict[str, System]:
    """Return the systems that are offered by URI, the default first: CRS84, storage CRS, EPSG:4326, EPSG:3857."""
    return _systems(storage_srid())


@cache
def _systems(storage: int) -> dict[str, System]:
    default = System(CRS84_URI, LONLAT_SRID, False, 9)
    others = [_of_epsg(srid) for srid in dict.fromkeys((storage, LONLAT_SRID, TILE_SRID))]
    return {system.uri: system for system in (default, *others)}


def _of_epsg(srid: int) -> System:
    axes = pyproj.CRS.from_epsg(srid).axis_info
    return System(EPSG_URI.format(srid), srid, axes[0].direction == "north", 9 if axes[0].unit_name == "degree" else 4)


def storage_system() -> System:
    """Return the storage CRS."""
    return systems()[EPSG_URI.format(storage_srid())]


def read_system(parameter: str, typed: str) -> System:
    """Return a system by its URI, in angle brackets or not; CRS84 for an empty text. Errors: SystemUnknown."""
    uri = typed.strip() or CRS84_URI
    found = systems().get(uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri)
    if found is None:
        raise SystemUnknown(parameter)
    return found


@cache
def surroundings(srid: int) -> Bounds:
    """Return the surroundings of the area of use of the storage CRS, x before y: what can be transformed soundly."""
    own = f"EPSG:{storage_srid()}"
    use = pyproj.CRS(own).area_of_use
    if use is None:
        raise LookupError(f"{own} has no area of use")
    west, south, east, north = use.bounds
    around = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    return lonlat_to(srid).transform_bounds(*around)


@cache
def lonlat_to(srid: int) -> pyproj.Transformer:
    """Return the way from longitude and latitude to a system, x before y."""
    return pyproj.Transformer.from_crs("OGC:CRS84", f"EPSG:{srid}", always_xy=True)


@cache
def to_lonlat(srid: int) -> pyproj.Transformer:
    """Return the way from a system to longitude and latitude, x before y."""
    return pyproj.Transformer.from_crs(f"EPSG:{srid}", "OGC:CRS84", always_xy=True)
