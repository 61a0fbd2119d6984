"""Drawing a picture on another grid: bilinear, the transparent weighs nothing; pure."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
#: Returns where points of the new grid, shape (n, 2), lie in the picture: columns and rows from its upper left corner,
#: the middle of the first pixel at 0.5, 0.5; NaN where nowhere.
Way = Callable[[Points], Points]
#: Returns a part of the picture, shape (rows, columns, 4), by first row, first column, rows, columns.
Part = Callable[[int, int, int, int], Pixels]

#: Pixels between points whose way is computed; between them it is straight within a hundredth of a pixel.
STEP = 16
#: Parts of a pixel that are told apart, and the sum of four opaque ones.
_PARTS = 16
_OPAQUE = 255 * _PARTS * _PARTS
#: Times as many pixels of the picture as of the block that are read for it: more means that the way folds.
_MOST_OF = 64


def drawn_block(
    way: Way, part: Part, size: tuple[int, int], block: tuple[float, float, float], side: int
) -> Pixels | None:
    """Return a block of the new grid, shape (side, side, 4), as red, green, blue and alpha; None where nothing lies.

    `size`: columns and rows of the picture. `block`: its north-west corner (x, y) and its pixel, units of the new grid.
    """
    columns, rows = _places(way, block, side)
    with np.errstate(invalid="ignore"):
        inside = (columns > -1) & (rows > -1) & (columns < size[0]) & (rows < size[1])
    if not inside.any():
        return None
    first_row, first_column = max(0, int(rows[inside].min())), max(0, int(columns[inside].min()))
    last_row, last_column = (
        min(size[1] - 1, int(rows[inside].max()) + 1), min(size[0] - 1, int(columns[inside].max()) + 1)
    )  # fmt: skip
    height, width = last_row - first_row + 1, last_column - first_column + 1
    if height * width > _MOST_OF * side * side:
        return None
    read = part(first_row, first_column, height, width)
    columns = np.where(inside, columns - first_column, -9.0)
    rows = np.where(inside, rows - first_row, -9.0)
    found = _bilinear(read, columns, rows)
    return found if found[..., 3].any() else None


def _places(way: Way, block: tuple[float, float, float], side: int) -> tuple[Points, Points]:
    """Return column and row in the picture, counted from the middle of its first pixel, of each pixel: (side, side)."""
    x, y, pixel = block
    nodes = np.arange(0, side + 1, STEP, dtype=np.float64)
    across, down = np.meshgrid(x + nodes * pixel, y - nodes * pixel)
    coarse = way(np.column_stack([across.ravel(), down.ravel()])).reshape(len(nodes), len(nodes), 2) - 0.5
    middles = (np.arange(side) + 0.5) / STEP
    low = np.minimum(middles.astype(np.intp), len(nodes) - 2)
    share = (middles - low)[:, None]
    along = coarse[:, low] * (1 - share) + coarse[:, low + 1] * share
    share = share[:, :, None]
    fine = along[low] * (1 - share) + along[low + 1] * share
    return fine[..., 0], fine[..., 1]


def _bilinear(read: Pixels, columns: Points, rows: Points) -> Pixels:
    """Return the pixels between those read, in shares of a sixteenth; beyond them everything is transparent.

    The four shares make up 256, so that sums of eight bits fit in sixteen and nothing is rounded on the way.
    """
    height, width = read.shape[:2]
    framed = np.zeros((height + 3, width + 3, 4), dtype=np.uint8)
    framed[1:-2, 1:-2] = read
    columns, rows = np.clip(columns, -1, width), np.clip(rows, -1, height)
    left, above = np.floor(columns), np.floor(rows)
    right_share = ((columns - left) * _PARTS + 0.5).astype(np.uint16)
    below_share = ((rows - above) * _PARTS + 0.5).astype(np.uint16)
    first = ((above + 1) * framed.shape[1] + left + 1).astype(np.intp)
    shares = [
        (first, (_PARTS - right_share) * (_PARTS - below_share)), (first + 1, right_share * (_PARTS - below_share)),
        (first + framed.shape[1], (_PARTS - right_share) * below_share),
        (first + framed.shape[1] + 1, right_share * below_share),
    ]  # fmt: skip
    flat = framed.reshape(-1, 4).view(np.uint32).reshape(-1)
    total = np.zeros((*columns.shape, 4), dtype=np.uint16)
    for place, share in shares:
        total += _bytes_of(flat.take(place)) * share[..., None].astype(np.uint16)
    drawn = ((total.astype(np.uint32) + 128) >> 8).astype(np.uint8)
    edge = (total[..., 3] != 0) & (total[..., 3] != _OPAQUE)
    if edge.any():
        drawn[edge] = _at_the_edge([(flat[place[edge]], share[edge]) for place, share in shares])
    return drawn


def _bytes_of(packed: NDArray[np.uint32]) -> Pixels:
    return packed.view(np.uint8).reshape(*packed.shape, 4)


def _at_the_edge(shares: list[tuple[NDArray[np.uint32], NDArray[np.uint16]]]) -> Pixels:
    """Return pixels that lie between seen and transparent ones, shape (n, 4): the transparent weigh nothing."""
    total = np.zeros((len(shares[0][0]), 4), dtype=np.float32)
    for packed, share in shares:
        taken = _bytes_of(packed).astype(np.float32)
        taken[:, 3] *= share.astype(np.float32) / (255 * _PARTS * _PARTS)
        taken[:, :3] *= taken[:, 3:]
        total += taken
    seen = total[:, 3]
    np.divide(total[:, :3], seen[:, None], out=total[:, :3], where=seen[:, None] > 0)
    total[:, 3] = np.where(seen >= 0.5, 255, 0)
    total[seen < 0.5] = 0
    return np.rint(total).astype(np.uint8)
