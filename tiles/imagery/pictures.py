"""Tiles of one picture, and what other programs are told of it."""

import io
from math import floor
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language
from PIL import Image as Pillow

from geo.calendars.hijri import dual_date
from geo.errors import InvalidInput, NotFound
from geo.raster.models import Image, PublishedImage
from geo.raster.pyramid import pyramid_of
from geo.raster.reading.grid import HALF_M, TILE, pixel_m
from geo.raster.selectors import published
from geo.raster.storage import kept
from geo.spatial.crs import LONLAT_SRID, TILE_SRID

Picture = PublishedImage | Image
#: So many pictures of a place are offered as a background: the latest.
MOST_BACKGROUNDS = 20
#: Where the square of web maps ends, degrees.
LATITUDE = 85.05


class ImageTileOutside(NotFound):
    """No such tile in the pyramid, or a zoom in which the picture is not drawn."""

    code = "image_tile_outside"


def zooms(picture: Picture) -> tuple[int, int]:
    """Return the coarsest and the finest zoom of a ready picture."""
    if picture.min_zoom is None or picture.max_zoom is None:
        raise ImageTileOutside
    return picture.min_zoom, picture.max_zoom


def tile_bytes(picture: Picture, z: int, x: int, y: int) -> bytes | None:
    """Return a tile, WebP; None where the picture has nothing. Errors: InvalidInput, ImageTileOutside."""
    if z > 30:
        raise InvalidInput(code="tile_address")
    low, high = zooms(picture)
    if not (low <= z <= high and x < 2**z and y < 2**z):
        raise ImageTileOutside
    west, north = first_tile(picture, z)
    path = kept(picture.sha256)
    return pyramid_of(path).tile(path, high - z, x - west, y - north)


def first_tile(picture: Picture, z: int) -> tuple[int, int]:
    """Return column and row of the north-west tile of a zoom: where the coarsest one begins, there all do."""
    low, _high = zooms(picture)
    if picture.first_column is None or picture.first_row is None:
        raise ImageTileOutside
    return picture.first_column << (z - low), picture.first_row << (z - low)


def small_picture(picture: Picture) -> list[list[str]]:
    """Return the addresses of the coarsest tiles, row by row: one to four, which together show all of a picture."""
    low, _high = zooms(picture)
    columns, rows = tiles_of(picture, low)
    return [[reverse("imagery:tile", args=[picture.pk, low, column, row]) for column in columns] for row in rows]


def tiles_of(picture: Picture, zoom: int) -> tuple[range, range]:
    """Return the columns and the rows of a zoom in which a picture lies."""
    west, south, east, north = box_of(picture)
    side, last = TILE * pixel_m(zoom), 2**zoom - 1
    columns = [max(0, min(last, floor((x + HALF_M) / side))) for x in (west, east)]
    rows = [max(0, min(last, floor((HALF_M - y) / side))) for y in (north, south)]
    return range(columns[0], columns[1] + 1), range(rows[0], rows[1] + 1)


def box_of(picture: Picture) -> tuple[float, float, float, float]:
    """Return the box of a picture's footprint, metres of EPSG:3857."""
    if picture.geom_3857 is None:
        raise ImageTileOutside
    west, south, east, north = picture.geom_3857.extent
    return west, south, east, north


def degrees_of(picture: Picture) -> tuple[float, float, float, float]:
    """Return the box of a picture's footprint: west, south, east, north in degrees."""
    area = Polygon.from_bbox(box_of(picture))
    area.srid = TILE_SRID
    area.transform(LONLAT_SRID)
    west, south, east, north = area.extent
    return west, south, east, north


def as_png(tile: bytes) -> bytes:
    """Return a tile of ours as PNG, for programs that do not read WebP."""
    target = io.BytesIO()
    with Pillow.open(io.BytesIO(tile), formats=("WEBP",)) as drawn:
        drawn.convert("RGBA").save(target, "PNG", compress_level=1)
    return target.getvalue()


def tile_template(picture: Picture, view: str = "imagery:tile") -> str:
    """Return the address of a picture's tiles with {z}, {x} and {y} in place of numbers."""
    return reverse(view, args=[picture.pk, 0, 0, 0]).replace("/0/0/0.", "/{z}/{x}/{y}.")


def described(picture: Picture, site: str) -> dict[str, Any]:
    """Return a picture in the words of TileJSON 3.0.0; `site` is the address of the service, with its last slash."""
    low, high = zooms(picture)
    return {
        "tilejson": "3.0.0", "name": picture.title, "tiles": [site.rstrip("/") + tile_template(picture)],
        "minzoom": low, "maxzoom": high, "bounds": list(degrees_of(picture)), "attribution": picture.licence,
    }  # fmt: skip


def backgrounds_in(box: tuple[float, float, float, float]) -> list[PublishedImage]:
    """Return the pictures that everyone may see and that touch a box in degrees, the latest taken first."""
    area = Polygon.from_bbox(box)
    area.srid = LONLAT_SRID
    area.transform(TILE_SRID)
    latest = F("taken_on").desc(nulls_last=True)
    return list(published().filter(geom_3857__bboverlaps=area).order_by(latest, "title", "id")[:MOST_BACKGROUNDS])


def read_box(typed: str) -> tuple[float, float, float, float]:
    """Read "west,south,east,north" in degrees, as far as web maps reach. Errors: InvalidInput."""
    try:
        west, south, east, north = (float(side) for side in typed.split(","))
    except ValueError as error:
        raise InvalidInput(code="picture_box") from error
    if not (-360 <= west <= east <= 360 and -90 <= south <= north <= 90):
        raise InvalidInput(code="picture_box")
    return max(west, -180.0), max(south, -LATITUDE), min(east, 180.0), min(north, LATITUDE)


def as_background(picture: Picture) -> dict[str, Any]:
    """Return what the map needs to show a picture under itself; its date in the language of the request."""
    low, high = zooms(picture)
    taken = "" if picture.taken_on is None else dual_date(picture.taken_on, get_language() or "ar")
    return {
        "id": str(picture.pk), "title": picture.title, "taken_on": str(picture.taken_on or ""), "taken": taken,
        "pixel_m": picture.pixel_m, "licence": picture.licence, "tiles": tile_template(picture),
        "min_zoom": low, "max_zoom": high, "bounds": list(degrees_of(picture)),
    }  # fmt: skip
