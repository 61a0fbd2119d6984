"""The planned district's drawing in its own axes: u along the arterial, v away from it, in metres."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from frame import Point

Edge = Callable[[float], float]
Street = tuple[str, str, float, str]

SKEW = 0.12  # the east side leans this much east per metre north: it follows the flood channel
BULGE_M = 11.0  # the north street is an arc, this far out in its middle
COLUMNS = [
    (0.0, 160.0),
    (175.0, 315.0),
    (335.0, 470.0),
]  # u of the block columns; the last one ends on the skew side
ROWS = [(0.0, 60.0), (75.0, 135.0), (155.0, 215.0), (227.0, 287.0), (302.0, 362.0)]  # v of the block rows
BLOCK_LABELS = ["أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي", "ك", "ل", "م", "ن", "س"]
LEAST_LOT = 0.7  # the last lot of a row is at least this share of the ordinary width
CHAMFER_M, ARTERIAL_CHAMFER_M = 3.0, 5.0
ARTERIAL_M, WEST_M, LOCAL_M = 30.0, 20.0, 15.0
ROOM_M = (4.0, 6.0)  # electricity room: along the street, into the land

# Ordinary lot widths (south row, north row) of each block; where they differ the lots meet in T-junctions.
LOT_WIDTHS = {
    "أ": (25.0, 20.0), "ب": (25.0, 20.0), "ج": (25.0, 20.0),
    "د": (20.0, 20.0), "هـ": (20.0, 17.5), "و": (20.0, 20.0),
    "ز": (20.0, 20.0), "ط": (20.0, 20.0),
    "ي": (20.0, 22.5), "ك": (20.0, 20.0), "ل": (20.0, 22.0),
    "م": (20.0, 20.0), "ن": (17.5, 20.0), "س": (20.0, 20.0),
}  # fmt: skip
# Blocks cut by land that runs from street to street: (use, width) from the west; a width of 0 is the rest.
FACILITIES = {"ح": [("mosque", 50.0), ("park", 0.0)], "ك": [("school", 100.0), ("lots", 0.0)]}
COMMERCIAL_BLOCKS = {"أ", "ب", "ج"}  # their south rows face the arterial

# Streets as name, English name, width in metres and class: around the blocks south, west, north, east; then
# between the blocks with the u or v of their middle.
RIM_STREETS: list[Street] = [
    ("طريق الضاحية", "Dahiya Road", ARTERIAL_M, "arterial"),
    ("شارع الواحة", "Waha Street", WEST_M, "collector"),
    ("شارع القوس", "Qaws Street", LOCAL_M, "local"),
    ("شارع الغدير", "Ghadir Street", LOCAL_M, "local"),
]
CROSS_STREETS: list[tuple[float, Street]] = [
    (167.5, ("شارع النخيل", "Nakhil Street", 15.0, "local")),
    (325.0, ("شارع اللؤلؤ", "Lulu Street", 20.0, "collector")),
]
LONG_STREETS: list[tuple[float, Street]] = [
    (67.5, ("شارع الياسمين", "Yasmin Street", 15.0, "local")),
    (145.0, ("شارع السدرة", "Sidra Street", 20.0, "collector")),
    (221.0, ("شارع الريحان", "Rayhan Street", 12.0, "local")),
    (294.5, ("شارع المها", "Maha Street", 15.0, "local")),
]


@dataclass(frozen=True)
class Lot:
    """One parcel of the drawing; `front` is the street side: south, north or both."""

    ring: list[Point]
    use: str
    front: str


@dataclass(frozen=True)
class Block:
    """One block of the drawing, its lots in label order."""

    label: str
    row: int
    lots: list[Lot]


@dataclass(frozen=True)
class Cell:
    """A stretch of a block between two cross lines: sides as u of v, the north street as v of u.

    `top` is the v at which both sides end; an arc of a north street begins and ends there.
    """

    left: Edge
    right: Edge
    south: float
    middle: float
    top: float
    north: Edge


def blocks() -> list[Block]:
    """All blocks, row by row from the south west."""
    places = [(row, column) for row in range(len(ROWS)) for column in range(len(COLUMNS))]
    return [_block(label, row, column) for label, (row, column) in zip(BLOCK_LABELS, places, strict=True)]


def east_side(v: float) -> float:
    """u of the east edge of the blocks."""
    return COLUMNS[-1][1] + SKEW * v


def north_side(u: float) -> float:
    """v of the north edge of the blocks, an arc drawn as a parabola."""
    share = u / east_side(ROWS[-1][1])
    return ROWS[-1][1] + BULGE_M * 4 * share * (1 - share)


def street_lines() -> list[tuple[Street, list[Point]]]:
    """Every street with its centre line."""
    south, west = -ARTERIAL_M / 2, -WEST_M / 2
    arc = [(float(u), north_side(u) + LOCAL_M / 2) for u in range(20, 501, 20)]
    top = [(west, north_side(0) + LOCAL_M / 2), *arc]
    north_east = _east_street(top[-1][1], 0.5), top[-1][1]
    south_east = _east_street(south, 0.5), south
    rim = [[(west, south), south_east], [(west, south), top[0]], [*top, north_east], [south_east, north_east]]
    return [
        *zip(RIM_STREETS, rim, strict=True),
        *((street, [(u, south), (u, _on_polyline(top, u))]) for u, street in CROSS_STREETS),
        *((street, [(west, v), (_east_street(v, 0.5), v)]) for v, street in LONG_STREETS),
    ]


def outline() -> list[Point]:
    """Ring of the plan: the outer sides of the streets around the blocks."""
    arc = [(float(u), north_side(u) + LOCAL_M) for u in range(500, 0, -20)]
    last = arc[0][1]
    west = -WEST_M
    return [
        (west, -ARTERIAL_M),
        (_east_street(-ARTERIAL_M, 1.0), -ARTERIAL_M),
        (_east_street(last, 1.0), last),
        *arc,
        (west, north_side(0) + LOCAL_M),
    ]


def _block(label: str, row: int, column: int) -> Block:
    left, right = COLUMNS[column]
    south, north = ROWS[row]
    is_last_row, is_last_column = row == len(ROWS) - 1, column == len(COLUMNS) - 1
    whole = Cell(
        left=lambda _v: left,
        right=east_side if is_last_column else lambda _v: right,
        south=south,
        middle=(south + north) / 2,
        top=north,
        north=north_side if is_last_row else lambda _u: north,
    )
    lots = [lot for use, cell in _cells(label, whole) for lot in _lots(label, use, cell, whole)]
    ground = ARTERIAL_CHAMFER_M if row == 0 else CHAMFER_M
    sizes = dict(zip(_corners(whole), (ground, ground, CHAMFER_M, CHAMFER_M), strict=True))
    return Block(label, row, [Lot(_chamfered(lot.ring, sizes), lot.use, lot.front) for lot in lots])


def _cells(label: str, whole: Cell) -> Iterator[tuple[str, Cell]]:
    """The block's stretches from the west; only blocks with facilities have more than one."""
    left = whole.left
    for use, width in FACILITIES.get(label, [("lots", 0.0)]):
        cut = left(whole.south) + width
        right: Edge = (lambda _v, cut=cut: cut) if width else whole.right  # type: ignore[misc]
        yield use, replace(whole, left=left, right=right)
        left = right


def _lots(label: str, use: str, cell: Cell, whole: Cell) -> list[Lot]:
    if use == "lots":
        return _two_rows(label, cell)
    ring = _through_ring(cell, whole)
    if use != "park":
        return [Lot(ring, use, "both")]
    return _with_room(ring, cell)


def _two_rows(label: str, cell: Cell) -> list[Lot]:
    """South row from the west, then north row from the west; both share the points of the middle line."""
    widths = LOT_WIDTHS[label]
    south_cuts = _cuts(cell.left(cell.south), cell.right(cell.south), widths[0])
    north_cuts = _cuts(cell.left(cell.top), cell.right(cell.top), widths[1])
    middle = [
        cell.left(cell.middle),
        *sorted({*south_cuts[1:-1], *north_cuts[1:-1]}),
        cell.right(cell.middle),
    ]
    street = "commercial" if label in COMMERCIAL_BLOCKS else "residential"
    rows = [(south_cuts, "south", street), (north_cuts, "north", "residential")]
    return [
        Lot(_row_ring(cell, cuts, k, middle, front), use, front)
        for cuts, front, use in rows
        for k in range(len(cuts) - 1)
    ]


def _row_ring(cell: Cell, cuts: list[float], k: int, middle: list[float], front: str) -> list[Point]:
    low = middle[0] if k == 0 else cuts[k]
    high = middle[-1] if k == len(cuts) - 2 else cuts[k + 1]
    back = [(u, cell.middle) for u in middle if low <= u <= high]
    if front == "south":
        return [(cuts[k], cell.south), (cuts[k + 1], cell.south), *back[::-1]]
    return [*back, (cuts[k + 1], cell.north(cuts[k + 1])), (cuts[k], cell.north(cuts[k]))]


def _cuts(start: float, end: float, width: float) -> list[float]:
    """Lot lines every `width` from the start; the last lot takes what is left."""
    count = max(1, math.floor((end - start) / width + 1 - LEAST_LOT))
    return [start + width * k for k in range(count)] + [end]


def _through_ring(cell: Cell, whole: Cell) -> list[Point]:
    """A parcel from street to street, with the neighbours' middle point on each inner side."""
    south, north = cell.south, cell.top
    ring = [(cell.left(south), south), (cell.right(south), south)]
    if cell.right is not whole.right:
        ring.append((cell.right(cell.middle), cell.middle))
    ring += [(cell.right(north), north), (cell.left(north), north)]
    if cell.left is not whole.left:
        ring.append((cell.left(cell.middle), cell.middle))
    return ring


def _with_room(ring: list[Point], cell: Cell) -> list[Lot]:
    """The park with the electricity room cut out of the middle of its south front."""
    start = (ring[0][0] + ring[1][0]) / 2
    end, south, back = start + ROOM_M[0], cell.south, cell.south + ROOM_M[1]
    room = [(start, south), (end, south), (end, back), (start, back)]
    notch = [room[0], room[3], room[2], room[1]]
    return [Lot([ring[0], *notch, *ring[1:]], "park", "both"), Lot(room, "electricity", "south")]


def _corners(whole: Cell) -> list[Point]:
    """South west, south east, north east, north west corner of the block before chamfering."""
    south, top = whole.south, whole.top
    west, east = whole.left(top), whole.right(top)
    return [
        (whole.left(south), south),
        (whole.right(south), south),
        (east, whole.north(east)),
        (west, whole.north(west)),
    ]


def _chamfered(ring: list[Point], sizes: dict[Point, float]) -> list[Point]:
    """The ring with each block corner (شطفة) replaced by two points, its size back along both sides."""
    cut: list[Point] = []
    for index, corner in enumerate(ring):
        if corner not in sizes:
            cut.append(corner)
            continue
        for neighbour in (ring[index - 1], ring[(index + 1) % len(ring)]):
            cut.append(_towards(corner, neighbour, sizes[corner]))
    return cut


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _east_street(v: float, share: float) -> float:
    """u at a share of the east street's width, which is measured square to its skew side."""
    return east_side(v) + share * LOCAL_M * math.hypot(1, SKEW)


def _on_polyline(line: list[Point], u: float) -> float:
    """v of a west-east polyline at u."""
    (u0, v0), (u1, v1) = next(pair for pair in pairwise(line) if pair[0][0] <= u <= pair[1][0])
    return v0 + (v1 - v0) * (u - u0) / (u1 - u0)
