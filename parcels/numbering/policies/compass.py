"""Where a walk starts and which way round it goes: the eight ways to lay a quarter on the table."""

from enum import StrEnum

import numpy as np
import shapely

from parcels.numbering.chosen import ChosenGround, with_access
from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.inputs import Floats, Geometries, NumberingSettings


class Corner(StrEnum):
    """The corner of a block at which number 1 is looked for."""

    NW = "NW"
    NE = "NE"
    SW = "SW"
    SE = "SE"


class Turn(StrEnum):
    """Which way round: clockwise or counter-clockwise."""

    CLOCKWISE = "cw"
    COUNTER = "ccw"


#: What turns a corner into the north-west and a direction into clockwise: ((x of x, x of y), (y of x, y of y)).
#: All entries are 0, 1 or -1, so coordinates stay exact.
_LAID = {
    (Corner.NW, Turn.CLOCKWISE): ((1, 0), (0, 1)),
    (Corner.NE, Turn.COUNTER): ((-1, 0), (0, 1)),
    (Corner.SW, Turn.COUNTER): ((1, 0), (0, -1)),
    (Corner.SE, Turn.CLOCKWISE): ((-1, 0), (0, -1)),
    (Corner.NW, Turn.COUNTER): ((0, -1), (-1, 0)),
    (Corner.NE, Turn.CLOCKWISE): ((0, -1), (1, 0)),
    (Corner.SE, Turn.COUNTER): ((0, 1), (1, 0)),
    (Corner.SW, Turn.CLOCKWISE): ((0, 1), (-1, 0)),
}


def laid_out(parcels: Geometries, start: Corner, direction: Turn) -> Geometries:
    """Return polygons turned or mirrored so that a clockwise walk from the north-west is the one that is asked for."""
    matrix: Floats = np.array(_LAID[start, direction], dtype=np.float64)
    return np.asarray(shapely.transform(parcels, lambda points: points @ matrix.T), dtype=object)


def ground_laid_out(ground: BlockGround, settings: NumberingSettings, start: Corner, direction: Turn) -> BlockGround:
    """Return the ground of a block as `laid_out` turns it; indices stay those of the parcels.

    A parcel whose access a person chose is entered there on the turned ground too.
    """
    if (start, direction) == (Corner.NW, Turn.CLOCKWISE):
        return ground
    turned = read_ground(laid_out(ground.parcels, start, direction), settings)
    if not isinstance(ground, ChosenGround):
        return turned
    points = laid_out(ground.places(), start, direction)
    return with_access(turned, {i: (point.x, point.y) for i, point in zip(ground.chosen, points, strict=True)})
