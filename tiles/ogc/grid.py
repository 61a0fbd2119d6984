"""The grid of web maps as OGC 17-083r4 describes it (WebMercatorQuad), and which of its tiles a box touches; pure."""

from dataclasses import dataclass
from math import asinh, floor, pi, radians, tan
from typing import Any

from tiles.ogc.systems import Bounds

ID = "WebMercatorQuad"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
#: The finest zoom that is described and answered.
FINEST = 24
#: Half the side of the square, metres of EPSG:3857.
HALF_M = pi * 6_378_137.0
_TILE_PIXELS = 256
#: A pixel of the standard's rendering device, metres (OGC 17-083r4, 7.1.6).
_DEVICE_M = 0.00028


@dataclass(frozen=True, slots=True)
class Span:
    """Columns and rows of one zoom, the last ones included."""

    zoom: int
    first_row: int
    last_row: int
    first_column: int
    last_column: int


def matrix_set() -> dict[str, Any]:
    """Return the tile matrix set in JSON of OGC 17-083r4, clause 7."""
    return {
        "id": ID,
        "title": "Google Maps Compatible for the World",
        "uri": URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(FINEST + 1)],
    }


def _matrix(zoom: int) -> dict[str, Any]:
    cell_m = 2 * HALF_M / _TILE_PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell_m / _DEVICE_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_M, HALF_M],
        "tileWidth": _TILE_PIXELS,
        "tileHeight": _TILE_PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def span_of(box: Bounds, zoom: int) -> Span:
    """Return the tiles of a zoom that a box in degrees (longitude first) touches."""
    west, south, east, north = box
    return Span(zoom, _row(north, zoom), _row(south, zoom), _column(west, zoom), _column(east, zoom))


def _column(lon: float, zoom: int) -> int:
    return _kept((lon + 180) / 360, zoom)


def _row(lat: float, zoom: int) -> int:
    return _kept((1 - asinh(tan(radians(lat))) / pi) / 2, zoom)


def _kept(share: float, zoom: int) -> int:
    return max(0, min(2**zoom - 1, floor(share * 2**zoom)))
