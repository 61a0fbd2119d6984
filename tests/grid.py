"""Parcels drawn as text: each letter is a parcel, a dot is open ground, the first line lies north.

>>> drawn('''
... AAB
... A.B
... ''', cell_m=10)["A"].area
300.0
"""

from textwrap import dedent

import shapely
from shapely import MultiPolygon, Polygon

OPEN_GROUND = {".", " "}


def drawn(
    drawing: str, *, cell_m: float = 10.0, west: float = 0.0, south: float = 0.0
) -> dict[str, Polygon | MultiPolygon]:
    """Polygons by letter, in order of first appearance; (west, south) is the drawing's lower left corner.

    Cells are squares of `cell_m` metres. Cells of a letter that share no edge make a MultiPolygon.
    Neighbours share vertices only where the drawing has a corner, as in a cleaned survey.
    """
    lines = [line.rstrip() for line in dedent(drawing).strip("\n").splitlines()]
    cells: dict[str, list[Polygon]] = {}
    for row, line in enumerate(reversed(lines)):
        for column, letter in enumerate(line):
            if letter not in OPEN_GROUND:
                x, y = west + column * cell_m, south + row * cell_m
                cells.setdefault(letter, []).append(shapely.box(x, y, x + cell_m, y + cell_m))
    seen = dict.fromkeys(letter for line in lines for letter in line if letter not in OPEN_GROUND)
    return {letter: _joined(cells[letter]) for letter in seen}


def _joined(cells: list[Polygon]) -> Polygon | MultiPolygon:
    """One polygon of many cells, without the vertices that lie in the middle of a straight side."""
    joined = shapely.simplify(shapely.union_all(cells), 0.0)
    assert isinstance(joined, Polygon | MultiPolygon)
    return joined
