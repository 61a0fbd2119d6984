"""Rows put on the ground of one municipal body: which system, where they lie, what speaks against each."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.exchange.detective import Ground, Proposal, in_doubt, proposals
from geo.exchange.operations import Operation, find_operation
from geo.exchange.placing import Placed, place
from geo.municipalities.models import Municipality
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from geo.staging.errors import DatumDoubtful, NoGround, OutsideTerritory
from geo.staging.registry import Kind

#: How far beyond the territory an outline may reach: the millimetre grid on which both are kept.
SLACK_M = 0.002
#: How far around the territory land beside is looked for, metres.
AROUND_M = 200.0
#: Portions that are placed at once, and the rows of one.
_AT_ONCE, PORTION = 2, 10_000
#: From this share of agreement on, a system that a file spells out is one of the EPSG register.
_AGREEMENT = 70


@dataclass(frozen=True, slots=True)
class Frame:
    """How coordinates are read: system, order of axes, and the named operation into the storage CRS."""

    epsg: int
    swapped: bool
    operation: Operation | None


def ground_of(office: Municipality, kind: Kind) -> Ground:
    """Return what is known of the ground of a body. Errors: NoGround."""
    if office.territory is None:
        raise NoGround
    territory = to_shapely(office.territory)
    west, south, east, north = territory.bounds
    box = (west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M)
    return Ground(storage_srid(), territory, kind.marks(box))


def declared_epsg(crs: str | None) -> int | None:
    """Return the EPSG code of the system that a file carries; None where it carries none, or one of its own."""
    if crs is None:
        return None
    try:
        code = CRS.from_user_input(crs).to_2d().to_epsg(min_confidence=_AGREEMENT)
    except CRSError:
        return None
    return int(code) if code is not None else None


def shapes_of(outlines: Sequence[bytes | None]) -> NDArray[Any]:
    """Return outlines of rows, given as WKB, in the file's own coordinates, shape (n,), None where there is none."""
    return np.asarray(shapely.from_wkb(np.array(outlines, dtype=object)), dtype=object)


def proposed(shapes: NDArray[Any], ground: Ground, declared: int | None) -> list[Proposal]:
    """Return what the coordinates of outlines may be, the likeliest first."""
    return proposals(shapely.get_coordinates(shapes), ground, declared)


def frame_for(epsg: int, *, swapped: bool, named: bool, found: list[Proposal], ground: Ground) -> Frame:
    """Return the frame of a system, `named` where a person confirmed it, unless it cannot be right.

    Errors: OutsideTerritory, DatumDoubtful, UnknownCrs, NoOperation.
    """
    operation = find_operation(epsg, ground.srid)
    told = [asdict(each) for each in found[:5]]
    mine = next((each for each in found if (each.epsg, each.swapped) == (epsg, swapped)), None)
    if mine is None:
        raise OutsideTerritory(epsg=epsg, proposals=told)
    rival = None if named else in_doubt(mine, found)
    if rival is not None:
        raise DatumDoubtful(epsg=epsg, off_m=mine.fit_m or 0.0, proposals=[asdict(rival)])
    return Frame(epsg, swapped, operation)


def placed_rows(shapes: NDArray[Any], frame: Frame, ground: Ground) -> Iterator[Placed]:
    """Yield the outlines where they lie, portion by portion; one that leaves the territory is a fault of its row.

    Portions are placed at once where there are processors: the work is done without the interpreter.
    """
    room = shapely.to_wkb(shapely.buffer(ground.territory, SLACK_M))
    portions = [shapes[at : at + PORTION] for at in range(0, len(shapes), PORTION)]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        yield from pool.map(lambda portion: _placed(portion, frame, room), portions)


def _placed(shapes: NDArray[Any], frame: Frame, territory: bytes) -> Placed:
    room = shapely.from_wkb(territory)  # its own: what is prepared is made ready when it is first asked, by one thread
    shapely.prepare(room)
    placed = place(shapes, frame.operation, swapped=frame.swapped)
    sound = ~shapely.is_missing(placed.shapes)
    sound[list(placed.faults)] = False
    inside = np.ones(len(shapes), dtype=bool)
    inside[sound] = shapely.covers(room, placed.shapes[sound])
    beyond = np.flatnonzero(~inside)
    spots = shapely.get_coordinates(shapely.point_on_surface(placed.shapes[beyond])).round(3).tolist()
    for at, spot in zip(beyond.tolist(), spots, strict=True):
        placed.faults[at] = [{"code": "outside_territory", "at": spot}]
    return placed
