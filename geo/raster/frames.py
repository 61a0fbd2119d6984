"""How pixels come into the storage CRS and onto the map's tiles: by named operations, told to the confined process."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point, Polygon
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo.errors import Unavailable
from geo.exchange.operations import Operation, SharedTransformer, find_operation, horizontal_crs
from geo.exchange.reading.refusals import Refused
from geo.municipalities.models import Municipality
from geo.raster.errors import PictureOutside, refusal
from geo.raster.reading.journey import Journey
from geo.raster.selectors import ground_of
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import transformed

#: Confidence, of a hundred, from which a system that a file describes counts as the one of a code.
_AGREEMENT = 70
#: How well our way onto the tiles agrees with the database's, metres of EPSG:3857.
_SAME_M = 0.001


@dataclass(frozen=True, slots=True)
class Placed:
    """The way of a picture (see Journey), and what is told of it. Accuracy 0 within one datum."""

    way: dict[str, Any]
    epsg: int
    operation: str
    accuracy_m: float


def declared_epsg(wkt: str) -> int | None:
    """Return the EPSG code of the system that a file describes; None where it describes none, or one of its own."""
    if not wkt:
        return None
    try:
        code = CRS.from_wkt(wkt).to_2d().to_epsg(min_confidence=_AGREEMENT)
    except CRSError:
        return None
    return int(code) if code is not None else None


def placed_by_file(transform: list[float] | None, epsg: int | None) -> Placed:
    """Return the way of a picture that says where it lies. Errors: PictureRefused, UnknownCrs, NoOperation."""
    if transform is None:
        raise refusal("picture_no_place", {})
    if epsg is None:
        raise refusal("picture_no_crs", {})
    horizontal_crs(epsg)
    operation = find_operation(epsg, storage_srid())
    way = {
        "transform": transform, "to_storage": _pipeline(operation),
        "to_tiles": tiles_pipeline(),
    }  # fmt: skip
    return Placed(way, epsg, operation.name[:200] if operation else "", operation.accuracy_m if operation else 0.0)


def _pipeline(operation: Operation | None) -> str:
    """Return an operation of the register as PROJ writes it; "" for none."""
    if operation is None:
        return ""
    if not isinstance(operation.transformer, SharedTransformer):
        raise TypeError(f"{operation.name} is no operation of the register")
    return operation.transformer.definition


def tiles_pipeline() -> str:
    """Return the PROJ pipeline from the storage CRS onto the map's tiles."""
    return str(Transformer.from_crs(storage_srid(), TILE_SRID, always_xy=True).definition)


def outline_of(placed: Placed, width: int, height: int) -> Polygon:
    """Return the box of a picture in the storage CRS. Errors: PictureRefused."""
    steps = np.linspace(0.0, 1.0, 9)
    across, down = np.meshgrid(steps * width, steps * height)
    try:
        found = Journey(placed.way).storage(np.column_stack([across.ravel(), down.ravel()]))
    except Refused as error:
        raise refusal(error.code, error.facts) from error
    if not np.isfinite(found).all():
        raise refusal("picture_no_place", {})
    box = Polygon.from_bbox((*found.min(axis=0).tolist(), *found.max(axis=0).tolist()))
    box.srid = storage_srid()
    return box


def check_ground(placed: Placed, width: int, height: int, office: Municipality) -> None:
    """Refuse a picture that lies outside the territory, or whose tiles would not lie where the map's do.

    Errors: PictureOutside, NoTerritoryForPicture, PictureRefused, Unavailable.
    """
    ground, box = ground_of(office), outline_of(placed, width, height)
    if not ground.intersects(box):
        raise PictureOutside(epsg=placed.epsg, away_km=ground.distance(box) / 1000)
    west, south, _east, _north = ground.extent
    check_tiles(west, south)


def check_tiles(x: float, y: float) -> None:
    """Compare our way onto the tiles with the database's, which draws all else on the map. Errors: Unavailable."""
    there = transformed(Point(x, y, srid=storage_srid()), TILE_SRID).extent
    ours = Transformer.from_pipeline(tiles_pipeline()).transform(x, y)
    if max(abs(ours[0] - there[0]), abs(ours[1] - there[1])) > _SAME_M:
        raise Unavailable(reason="the database and this program move coordinates onto tiles differently")
