"""Run by test_gdal_probe in a process of its own: imports the libraries in the order told, moves one point with each.

Usage: python gdal_probe.py FOLDER LIBRARY LIBRARY LIBRARY; answers one JSON object {library: {epsg: [x, y]}}.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

POINT = (400_123.456, 2_937_654.321)
SOURCE = 9359
TARGETS = (3857, 4326)
#: A layer that GDAL itself moves to another system while it is read.
WARPED = """
<OGRVRTDataSource><OGRVRTWarpedLayer>
  <OGRVRTLayer name="point"><SrcDataSource>{path}</SrcDataSource></OGRVRTLayer>
  <TargetSRS>EPSG:{epsg}</TargetSRS>
</OGRVRTWarpedLayer></OGRVRTDataSource>
"""


def by_django(folder: Path, epsg: int) -> tuple[float, float]:
    """Move the point with the system's GDAL, as GeoDjango loads it."""
    from django.contrib.gis.gdal import AxisOrder, CoordTransform, OGRGeometry, SpatialReference

    source, target = (SpatialReference(code, axis_order=AxisOrder.TRADITIONAL) for code in (SOURCE, epsg))
    point = OGRGeometry(f"POINT ({POINT[0]} {POINT[1]})", srs=source)
    point.transform(CoordTransform(source, target))
    return point.x, point.y


def by_rasterio(folder: Path, epsg: int) -> tuple[float, float]:
    """Move the point with the GDAL in rasterio's wheel."""
    from rasterio.warp import transform

    (x,), (y,) = transform(f"EPSG:{SOURCE}", f"EPSG:{epsg}", [POINT[0]], [POINT[1]])
    return x, y


def by_pyogrio(folder: Path, epsg: int) -> tuple[float, float]:
    """Move the point with the GDAL in pyogrio's wheel, which has no function for it but moves layers on reading."""
    import numpy as np
    import shapely
    from pyogrio import raw

    path = folder / "point.gpkg"
    if not path.exists():
        shape = np.array([shapely.to_wkb(shapely.Point(POINT))], dtype=object)
        raw.write(path, shape, [], [], layer="point", driver="GPKG", geometry_type="Point", crs=f"EPSG:{SOURCE}")
    _, _, (wkb,), _ = raw.read(WARPED.format(path=path, epsg=epsg))
    point = shapely.from_wkb(wkb)
    return point.x, point.y


PROBES: dict[str, tuple[str, Callable[[Path, int], tuple[float, float]]]] = {
    "django": ("django.contrib.gis.gdal", by_django),
    "rasterio": ("rasterio", by_rasterio),
    "pyogrio": ("geopandas", by_pyogrio),
}


def main(folder: str, *order: str) -> None:
    """Import all first, in order, then move with each."""
    from django.conf import settings

    settings.configure()
    for library in order:
        import_module(PROBES[library][0])
    found = {library: {epsg: PROBES[library][1](Path(folder), epsg) for epsg in TARGETS} for library in order}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
