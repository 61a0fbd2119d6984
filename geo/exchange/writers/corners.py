"""The lines of many geometries at once, as text: what formats of lines are made of."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

#: Writes lines (rings, lines, points), shape (n,), each as a text.
Write = Callable[[NDArray[np.object_]], list[str]]


class Drawn(NamedTuple):
    """One line: of which row, of a part of which type, the how manieth line of how many of that part; how many corners.

    A surface has a line for its outline, then one for each hole; lines of surfaces end where they begin.
    """

    row: int
    kind: int
    turn: int
    of: int
    corners: int
    text: str


def drawn(shapes: NDArray[np.object_], write: Write) -> Iterator[Drawn]:
    """Yield the lines of geometries, shape (n,), in their order; nothing of what is missing or empty."""
    parts, rows = shapely.get_parts(shapes, return_index=True)
    solid = ~shapely.is_empty(parts)
    parts, rows = parts[solid], rows[solid]
    kinds = shapely.get_type_id(parts)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    plain = np.flatnonzero(kinds != shapely.GeometryType.POLYGON)
    owners = np.concatenate([of_part, plain])
    order = np.argsort(owners, kind="stable")
    lines: Any = np.concatenate([rings, parts[plain]])[order]
    owners = owners[order]
    counts = np.bincount(owners, minlength=len(parts))
    turns = np.arange(len(owners)) - (np.cumsum(counts) - counts)[owners]
    columns = (rows[owners], kinds[owners], turns, counts[owners], shapely.get_num_coordinates(lines))
    yield from map(Drawn, *(column.tolist() for column in columns), write(lines))
