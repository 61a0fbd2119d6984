"""Serpentine: row after row, there and back, as surveyors number planned land."""

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from parcels.numbering.frame import centroids
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Geometries, Ints, NumberingSettings
from parcels.numbering.policies.compass import Corner, Turn, laid_out
from parcels.numbering.policies.policy import Policy
from parcels.numbering.policies.registry import declares


@declares("serpentine", _("Serpentine"))
@dataclass(frozen=True)
class Serpentine(Policy):
    """The first row leads from the start corner the way round that is asked for, the next comes back."""

    start: Corner = Corner.NW
    direction: Turn = Turn.CLOCKWISE

    def walk(self, ground: BlockGround, settings: NumberingSettings) -> Ints:
        """Walk rows of the block's own spacing."""
        return serpentine_order(laid_out(ground.parcels, self.start, self.direction))


def serpentine_order(parcels: Geometries) -> Ints:
    """Return indices row by row from the north, the first row eastwards, each next row the other way.

    A row begins where a centre lies more than half a usual parcel (the root of the median area) below the centre
    before it: rows follow the fabric instead of a grid laid over it.
    """
    x, y = centroids(parcels).round(3).T
    side = float(np.sqrt(np.median([parcel.area for parcel in parcels])))
    from_north = np.lexsort((x, -y))
    row_of = np.cumsum(np.append(0.0, -np.diff(y[from_north])) > side / 2)
    eastwards = np.where(row_of % 2 == 0, x[from_north], -x[from_north])
    return from_north[np.lexsort((eastwards, row_of))].astype(np.int64)
