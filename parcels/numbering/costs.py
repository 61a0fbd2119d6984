"""What a link of the walk costs: metres along the ring, and spacings where the parcels do not meet."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parcels.numbering.adjacency import pairs_within
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Ints, NumberingSettings

#: A block of more parcels than this, of which less than that share has a frontage, counts the way to every parcel
#: (at the point where it is reached): looking for the next stop along such a walk would take too long.
LARGEST_DEEP = 250
FEW_STOPS = 0.7


class BlockLinks:
    """Links of one block; the frontages are the stops, so that an interior parcel adds no way of its own.

    A missing adjacency costs spacings of the block's own parcels and not a fixed length, so one
    setting serves a bazaar of 4 m shops and a suburb of 30 m lots.
    """

    def __init__(self, ground: BlockGround, settings: NumberingSettings) -> None:
        self.ground = ground
        self.spacing_m = block_spacing_m(ground)
        # No walk is shorter, but for the rounding of its links; with every pair adjacent none costs less.
        self.floor = int(ground.ring.shortest_visit_m(ground.access[self.stops]) * 1000) + len(self.stops)
        self.miss_m = settings.miss_spacings * self.spacing_m
        self.far_m = settings.far_spacings * self.spacing_m
        self.near = _partners(len(ground.parcels), *pairs_within(ground.parcels, settings.near_m))
        self.touching = _partners(len(ground.parcels), ground.adjacency.first, ground.adjacency.second)

    @cached_property
    def stops(self) -> NDArray[np.bool_]:
        """Parcels with a frontage, shape (n,); all parcels where too few have one to count the way by."""
        stops = np.array([front is not None for front in self.ground.frontages], dtype=bool)
        few = stops.sum() < 2 or (len(stops) > LARGEST_DEEP and stops.mean() < FEW_STOPS)
        return np.ones(len(stops), dtype=bool) if few else stops

    def cost_row(self, parcel: int) -> Ints:
        """Whole millimetres of a link to every parcel, shape (n,); 0 to itself."""
        missing = np.full(len(self.stops), self.miss_m + self.far_m)
        missing[self.near[parcel]] = self.miss_m
        missing[self.touching[parcel]] = missing[parcel] = 0.0
        return _millimetres(missing) + self.way_row(parcel)

    def way_row(self, parcel: int) -> Ints:
        """Whole millimetres along the ring to every parcel, shape (n,)."""
        access = self.ground.access
        return _millimetres(self.ground.ring.between(access, access[parcel : parcel + 1]))


def block_spacing_m(ground: BlockGround) -> float:
    """Metres of unavoidable walk for each link of the block: the scale on which a detour is judged."""
    stops = ground.access[list(ground.fronting)]
    unavoidable = ground.ring.shortest_visit_m(stops)
    # With all stops in one place there is no walk; the ring itself then gives the scale.
    return (unavoidable if unavoidable > 0 else ground.ring.length_m) / max(1, len(ground.parcels) - 1)


def _partners(size: int, first: Ints, second: Ints) -> list[Ints]:
    """For each parcel the others of its pairs."""
    here, there = np.concatenate([first, second]), np.concatenate([second, first])
    order = np.argsort(here, kind="stable")
    return np.split(there[order], np.searchsorted(here[order], np.arange(1, size)))


def _millimetres(metres: Floats) -> Ints:
    return np.rint(metres * 1000).astype(np.int64)
