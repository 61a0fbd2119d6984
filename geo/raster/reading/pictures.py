"""What the confined process does with a picture: look at it, draw it as tiles, write a scan anew."""

import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.features import shapes
from rasterio.shutil import copy
from rasterio.transform import Affine
from rasterio.windows import Window

from geo.exchange.reading.refusals import Refused
from geo.raster.reading.drivers import DRIVERS
from geo.raster.reading.grid import TILE, Grid, grid_for, pixel_m
from geo.raster.reading.headers import read_header
from geo.raster.reading.journey import Journey
from geo.raster.reading.limits import PictureLimits
from geo.raster.reading.looks import Looks, looks_of
from geo.raster.reading.resampling import drawn_block

#: Names of what is left in the folder.
TILES, SCAN, PREVIEW = "tiles.tif", "scan.tif", "preview.webp"
#: Pixels on a side that are drawn at a time.
BLOCK = 4 * TILE
#: Pixels on the longer side of a scan's preview.
PREVIEW_SIDE = 4_096
#: Points along each side of a picture by which its extent is found.
_ALONG = 33
#: Pixels on the longer side of the copy that the footprint is taken from, and its most corners.
_FOOTPRINT, _CORNERS = 1_024, 2_000
_TAKEN = re.compile(r"^(\d{4}):(\d\d):(\d\d)")
Tell = Callable[[int], None]


def _open(path: Path, limits: PictureLimits) -> Any:
    header = read_header(path, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        source = rasterio.open(path, driver=DRIVERS[header.form])
    if (source.width, source.height) != (header.width, header.height):
        raise Refused("picture_unreadable", reason="two sizes")
    return source


def look(path: Path, limits: PictureLimits) -> dict[str, Any]:
    """Return what a georeferenced picture says of itself, and try a small copy. Errors: Refused."""
    try:
        with _open(path, limits) as source:
            looks_of(source)
            source.read(1, out_shape=(min(64, source.height), min(64, source.width)))
            placed = source.transform != Affine.identity()
            return {
                "width": source.width, "height": source.height, "bands": source.count, "kinds": list(source.dtypes),
                "crs": source.crs.to_wkt() if source.crs else "", "folded": _folding(source),
                "transform": list(source.transform)[:6] if placed else None, "taken_on": _taken(source),
            }  # fmt: skip
    except RasterioError as error:
        raise Refused("picture_unreadable", reason=_reason(error, path)) from error


def _folding(source: Any) -> str:
    return source.compression.value if source.compression else ""


def _taken(source: Any) -> str:
    """Return the day that the file names (TIFF 6.0, DateTime: when the picture was made), ISO 8601; "" for none."""
    told = _TAKEN.match(source.tags().get("TIFFTAG_DATETIME", ""))
    return "-".join(told.groups()) if told else ""


def draw(path: Path, limits: PictureLimits, way: dict[str, Any], quality: int, tell: Tell) -> dict[str, Any]:
    """Draw a picture as a pyramid of tiles beside it (TILES); return where it lies. Errors: Refused.

    `way`: see Journey. `quality`: of WebP, 1 to 100. `tell` hears how many per cent are done.
    """
    journey = Journey(way)
    try:
        with _open(path, limits) as source:
            looks = looks_of(source)
            grid, ground_m = _frame(journey, source.width, source.height)
            flat = path.with_name("flat.tif")
            if not _draw_blocks(flat, looks, journey, grid, lambda share: tell(int(70 * share))):
                raise Refused("picture_empty")
        _fold(flat, path.with_name(TILES), grid, quality)
        flat.unlink()
        tell(95)
        return {
            "min_zoom": grid.min_zoom, "max_zoom": grid.max_zoom, "pixel_m": ground_m, "notes": list(looks.notes),
            "first_column": grid.west >> (grid.levels - 1), "first_row": grid.north >> (grid.levels - 1),
            "footprint": _footprint(path.with_name(TILES), grid, journey),
        }  # fmt: skip
    except RasterioError as error:
        raise Refused("picture_unreadable", reason=_reason(error, path)) from error


def _frame(journey: Journey, width: int, height: int) -> tuple[Grid, float]:
    """Return the grid of tiles, and the size of the picture's own pixel on the ground, metres."""
    steps = np.linspace(0.0, 1.0, _ALONG)
    across, down = np.meshgrid(steps * width, steps * height)
    found = journey.tiles(np.column_stack([across.ravel(), down.ravel()]))
    if not np.isfinite(found).all():
        raise Refused("picture_no_place")
    middle = np.add([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], (width / 2, height / 2))
    box = (*found.min(axis=0).tolist(), *found.max(axis=0).tolist())
    pixel = _side(journey.tiles(middle))
    if not math.isfinite(pixel) or pixel <= 0:
        raise Refused("picture_no_place")
    return grid_for(box, pixel), _side(journey.storage(middle))


def _side(corner: NDArray[np.float64]) -> float:
    """Return the side of a square as large as the pixel of which three corners are given."""
    right, below = corner[1] - corner[0], corner[2] - corner[0]
    return float(math.sqrt(abs(right[0] * below[1] - right[1] * below[0])))


def _draw_blocks(flat: Path, looks: Looks, journey: Journey, grid: Grid, tell: Callable[[float], None]) -> bool:
    """Write what is drawn into a file that has room for the whole grid; say whether anything was."""
    pixel = pixel_m(grid.max_zoom)
    size, drawn = (looks.source.width, looks.source.height), False
    profile = {
        "driver": "GTiff", "width": grid.width, "height": grid.height, "count": 4, "dtype": "uint8", "tiled": True,
        "blockxsize": TILE, "blockysize": TILE, "crs": "EPSG:3857",
        "transform": Affine(pixel, 0, grid.origin[0], 0, -pixel, grid.origin[1]),
        "photometric": "RGB", "compress": "ZSTD", "zstd_level": 1, "sparse_ok": True, "bigtiff": "IF_SAFER",
    }  # fmt: skip
    with rasterio.open(flat, "w", **profile) as target:
        target.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
        blocks = _blocks(grid, journey, size)
        for number, (column, row) in enumerate(blocks):
            corner = grid.origin[0] + column * pixel, grid.origin[1] - row * pixel, pixel
            side = min(BLOCK, grid.width, grid.height)
            found = drawn_block(journey.pixels, looks.part, size, corner, side)
            if found is not None:
                target.write(np.moveaxis(found, -1, 0), window=Window(column, row, side, side))
                drawn = True
            tell((number + 1) / len(blocks))
    return drawn


def _blocks(grid: Grid, journey: Journey, size: tuple[int, int]) -> list[tuple[int, int]]:
    """Return column and row, in pixels of the grid, of the blocks in the picture's extent."""
    steps = np.linspace(0.0, 1.0, _ALONG)
    across, down = np.meshgrid(steps * size[0], steps * size[1])
    found = (journey.tiles(np.column_stack([across.ravel(), down.ravel()])) - grid.origin) / pixel_m(grid.max_zoom)
    west, east = found[:, 0].min(), found[:, 0].max()
    north, south = (-found[:, 1]).min(), (-found[:, 1]).max()
    side = min(BLOCK, grid.width, grid.height)
    columns = range(max(0, int(west // side) * side), min(grid.width, math.ceil(east)), side)
    rows = range(max(0, int(north // side) * side), min(grid.height, math.ceil(south)), side)
    return [(column, row) for row in rows for column in columns]


def _fold(flat: Path, tiles: Path, grid: Grid, quality: int) -> None:
    copy(
        flat, tiles, driver="COG", COMPRESS="WEBP", QUALITY=quality, OVERVIEW_QUALITY=quality, BLOCKSIZE=TILE,
        OVERVIEWS="IGNORE_EXISTING", OVERVIEW_COUNT=grid.levels - 1, OVERVIEW_RESAMPLING="AVERAGE", SPARSE_OK="YES",
        BIGTIFF="IF_SAFER", STATISTICS="NO", NUM_THREADS="2",
    )  # fmt: skip


def _footprint(tiles: Path, grid: Grid, journey: Journey) -> str:
    """Return the outline of what is not transparent, in the storage CRS, WKB as hex; to a pixel of a small copy."""
    with rasterio.open(tiles, driver="GTiff") as source:
        shrunk = max(1.0, max(source.width, source.height) / _FOOTPRINT)
        shape = max(1, round(source.height / shrunk)), max(1, round(source.width / shrunk))
        seen = (source.read(4, out_shape=shape, resampling=Resampling.nearest) > 0).astype(np.uint8)
        step = source.transform @ Affine.scale(source.width / shape[1], source.height / shape[0])
    parts = [shapely.geometry.shape(outline) for outline, _one in shapes(seen, mask=seen.astype(bool), transform=step)]
    if not parts:
        raise Refused("picture_empty")
    whole = shapely.simplify(shapely.union_all(parts), abs(step.a))
    if shapely.get_num_coordinates(whole) > _CORNERS or not whole.is_valid:
        whole = shapely.convex_hull(whole)
    moved = shapely.transform(whole, journey.storage_of)
    return str(shapely.to_wkb(moved, hex=True))


def keep_scan(path: Path, limits: PictureLimits) -> dict[str, Any]:
    """Write a scan anew, pixel for pixel (SCAN), and a preview for pages (PREVIEW); return its size. Errors: Refused.

    Nothing of the file as it came but its colours is in what is written.
    """
    try:
        with _open(path, limits) as source:
            looks = looks_of(source)
            size = source.width, source.height
            _rewrite(path.with_name(SCAN), looks, size)
        return {"width": size[0], "height": size[1], "notes": list(looks.notes), **_preview(path, size)}
    except RasterioError as error:
        raise Refused("picture_unreadable", reason=_reason(error, path)) from error


def _rewrite(target: Path, looks: Looks, size: tuple[int, int]) -> None:
    profile = {
        "driver": "GTiff", "width": size[0], "height": size[1], "count": 4, "dtype": "uint8", "tiled": True,
        "blockxsize": 512, "blockysize": 512, "photometric": "RGB", "compress": "DEFLATE", "predictor": 2,
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(target, "w", **profile) as written:
            written.colorinterp = (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha)
            for row in range(0, size[1], 512):
                high = min(512, size[1] - row)
                strip = looks.part(row, 0, high, size[0])
                written.write(np.moveaxis(strip, -1, 0), window=Window(0, row, size[0], high))


def _preview(path: Path, size: tuple[int, int]) -> dict[str, Any]:
    share = min(1.0, PREVIEW_SIDE / max(size))
    width, height = max(1, round(size[0] * share)), max(1, round(size[1] * share))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path.with_name(SCAN), driver="GTiff") as source:
            small = source.read(out_shape=(4, height, width), resampling=Resampling.average)
        small[:3, small[3] == 0] = 255
        flat = path.with_name("preview.tif")
        with rasterio.open(flat, "w", driver="GTiff", width=width, height=height, count=3, dtype="uint8") as drawn:
            drawn.write(small[:3])
        copy(flat, path.with_name(PREVIEW), driver="WEBP", QUALITY=80)
    flat.unlink()
    return {"preview_width": width, "preview_height": height}


def _reason(error: Exception, path: Path) -> str:
    """Return what GDAL says, without where the file lies."""
    return str(error).replace(str(path), path.name).replace(str(path.parent), "")[:300]
