"""Pictures made for tests: GeoTIFFs on the ground of tests.factories.places, scans, and files that are none."""

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

from tests.factories.places import ORIGIN

#: Metres of a pixel; the picture covers 240 m by 160 m from 100 m east and 300 m north of ORIGIN.
PIXEL, COLUMNS, ROWS = 0.5, 480, 320
EAST, NORTH = ORIGIN[0] + 100, ORIGIN[1] + 300


def quarters(rows: int = ROWS, columns: int = COLUMNS) -> np.ndarray:
    """A picture in four colours: red, green, above blue, white; shape (3, rows, columns)."""
    drawn = np.zeros((3, rows, columns), dtype=np.uint8)
    drawn[0, : rows // 2, : columns // 2] = 220
    drawn[1, : rows // 2, columns // 2 :] = 220
    drawn[2, rows // 2 :, : columns // 2] = 220
    drawn[:, rows // 2 :, columns // 2 :] = 240
    return drawn


def geotiff(path: Path, drawn: np.ndarray | None = None, *, crs: str | None = "EPSG:9359", **more: Any) -> bytes:
    """Write a GeoTIFF at PIXEL from EAST and NORTH (its lower left corner); return its bytes."""
    drawn = quarters() if drawn is None else drawn
    transform = more.pop("transform", Affine(PIXEL, 0, EAST, 0, -PIXEL, NORTH + drawn.shape[1] * PIXEL))
    tags = more.pop("tags", {})
    profile = {
        "driver": "GTiff", "width": drawn.shape[2], "height": drawn.shape[1], "count": drawn.shape[0],
        "dtype": drawn.dtype.name, "crs": crs, "transform": transform, "compress": "deflate", **more,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as target:
        target.write(drawn)
        target.update_tags(**tags)
    return path.read_bytes()


def png(width: int, height: int, *, chunks: bytes = b"") -> bytes:
    """A grey PNG of a size; large ones are a header and nothing behind it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = b"".join(b"\x00" + bytes([row % 256]) * width for row in range(height)) if width * height < 10**7 else b""
    return b"\x89PNG\r\n\x1a\n" + head + chunks + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tiff(directories: list[dict[int, tuple[int, int]]], *, loop: bool = False) -> bytes:
    """A TIFF of bare directories: each tag → (type, value); `loop` leads the last back to the first."""
    parts, at = [b"II*\x00" + struct.pack("<I", 8)], 8
    for number, tags in enumerate(directories):
        length = 2 + 12 * len(tags) + 4
        following = at + length if number + 1 < len(directories) else (8 if loop else 0)
        parts.append(struct.pack("<H", len(tags)))
        for tag, (kind, value) in sorted(tags.items()):
            parts.append(struct.pack("<HHII", tag, kind, 1, value))
        parts.append(struct.pack("<I", following))
        at += length
    return b"".join([*parts, b"\x00" * 1024])


def directory(width: int, height: int, **more: int) -> dict[int, tuple[int, int]]:
    """The tags of one strip of grey; `more` by number: t322=16."""
    tags = {256: (4, width), 257: (4, height), 258: (3, 8), 259: (3, 1), 262: (3, 1), 273: (4, 8), 277: (3, 1),
            278: (4, height), 279: (4, 100)}  # fmt: skip
    return tags | {int(name[1:]): (4, value) for name, value in more.items()}
