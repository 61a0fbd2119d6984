"""Metres for any reference system: what a layer is measured in, whatever its coordinates are written in."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError

from geo.exchange.errors import NoMetres

Array = NDArray[np.object_]
#: Web Mercator: its unit is called a metre and is not one, away from the equator.
_STRETCHED = {3857, 900913, 3785}


@dataclass(frozen=True, slots=True)
class Metres:
    """`apply` returns geometries in metres, in a plane; `system` says which, `changed` whether it is not the file's."""

    system: str
    changed: bool
    apply: Callable[[Array], Array]


def metres_for(crs: str | None, bounds: tuple[float, float, float, float]) -> Metres:
    """Return how to measure a layer of a CRS (WKT or a name) with these bounds, in its own coordinates.

    A projected system serves itself, its unit turned into metres; geographic and web-map coordinates are measured in
    the UTM zone of their middle. Nothing is meant to be stored in it. Errors: NoMetres.
    """
    if crs is None:
        raise NoMetres(reason=_("it has none"))
    try:
        source = CRS.from_user_input(crs)
    except CRSError as error:
        raise NoMetres(reason=str(error)) from error
    flat = source.sub_crs_list[0] if source.is_compound else source
    if flat.is_geographic or flat.to_epsg() in _STRETCHED:
        return _in_utm(flat, bounds)
    if not flat.is_projected:
        raise NoMetres(reason=_("%(name)s is neither projected nor geographic") % {"name": flat.name})
    factor = float(flat.axis_info[0].unit_conversion_factor)
    if factor == 1.0:
        return Metres(flat.name, False, lambda shapes: shapes)
    return Metres(f"{flat.name} × {factor:.9g} m", True, lambda shapes: shapely.transform(shapes, lambda x: x * factor))


def _in_utm(source: CRS, bounds: tuple[float, float, float, float]) -> Metres:
    to_degrees = Transformer.from_crs(source, source.geodetic_crs, always_xy=True)
    west, south, east, north = to_degrees.transform_bounds(*bounds)
    x, y = (west + east) / 2, (south + north) / 2
    if not (-180 <= x <= 180 and -80 <= y <= 84):
        raise NoMetres(reason="its coordinates are not degrees on the earth")
    zones = query_utm_crs_info(datum_name="WGS 84", area_of_interest=AreaOfInterest(x, y, x, y))
    target = CRS.from_epsg(int(zones[0].code))
    move = Transformer.from_crs(source, target, always_xy=True)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(points[:, 0], points[:, 1]))

    return Metres(target.name, True, lambda shapes: np.asarray(shapely.transform(shapes, moved), dtype=object))
