"""Surfaces as bytes, thousands at once: WKB of multipolygons and GeoPackage's form of it (OGC 12-128r18, 2.1.3)."""

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parcels.bench.ground import Coordinates

Bytes = NDArray[np.uint8]
_POLYGON, _MULTIPOLYGON, _LINE = 3, 6, 2
#: "GP", version 0, little endian with an envelope of x and y.
_MAGIC = b"GP\x00\x03"
HEADER = len(_MAGIC) + 4 + 4 * 8


def multipolygons(parts: Sequence[Sequence[Coordinates]]) -> Bytes:
    """Return one row of WKB a surface; parts[p][r] is ring r of part p of all surfaces, (count, points, 2), closed."""
    count = len(parts[0][0])
    pieces = [_constant(count, struct.pack("<BII", 1, _MULTIPOLYGON, len(parts)))]
    for rings in parts:
        pieces.append(_constant(count, struct.pack("<BII", 1, _POLYGON, len(rings))))
        for ring in rings:
            pieces.append(_constant(count, struct.pack("<I", ring.shape[1])))
            pieces.append(_doubles(ring.reshape(count, -1)))
    return np.concatenate(pieces, axis=1)


def packaged(wkb: Bytes, outer: Sequence[Coordinates], srid: int) -> Bytes:
    """Return the surfaces as GeoPackage keeps them: their envelope, taken from the outer rings, before the WKB."""
    points = np.concatenate(outer, axis=1)
    low, high = points.min(axis=1), points.max(axis=1)
    envelope = np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1)
    head = _constant(len(wkb), _MAGIC + struct.pack("<i", srid))
    return np.concatenate([head, _doubles(envelope), wkb], axis=1)


def packaged_surface(ring: Coordinates, srid: int) -> bytes:
    """Return one surface without a hole as GeoPackage keeps it; the ring is closed."""
    rings = ring[None, :, :]
    return packaged(multipolygons([[rings]]), [rings], srid).tobytes()


def packaged_line(line: Coordinates, srid: int) -> bytes:
    """Return one line as GeoPackage keeps it."""
    (west, south), (east, north) = line.min(axis=0), line.max(axis=0)
    head = _MAGIC + struct.pack("<i4d", srid, west, east, south, north)
    return head + struct.pack("<BII", 1, _LINE, len(line)) + np.ascontiguousarray(line, "<f8").tobytes()


def _constant(count: int, data: bytes) -> Bytes:
    return np.broadcast_to(np.frombuffer(data, np.uint8), (count, len(data)))


def _doubles(values: Coordinates) -> Bytes:
    return np.ascontiguousarray(values, dtype="<f8").view(np.uint8)
