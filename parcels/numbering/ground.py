"""All that a walk through a block needs to know of it: parcels, neighbours, ring, frontages, ways in."""

from dataclasses import dataclass

from parcels.numbering.adjacency import Adjacency, find_adjacency
from parcels.numbering.frame import rounded
from parcels.numbering.frontage import Frontage, find_frontages
from parcels.numbering.inputs import Floats, Geometries, NumberingSettings
from parcels.numbering.landlocked import chain_access
from parcels.numbering.ring import Ring, find_ring


@dataclass(frozen=True)
class BlockGround:
    """A block read once. Everything is indexed by parcel, 0..n-1; lengths and positions are metres."""

    parcels: Geometries
    adjacency: Adjacency
    ring: Ring
    frontages: tuple[Frontage | None, ...]
    access: Floats  # position on the ring from which a parcel is reached
    way_in: Floats  # metres from that position along the chain of neighbours; 0 with a frontage

    @property
    def fronting(self) -> tuple[int, ...]:
        """Parcels that have a frontage of their own."""
        return tuple(i for i, front in enumerate(self.frontages) if front)

    @property
    def interior(self) -> tuple[int, ...]:
        """Parcels that have none."""
        return tuple(i for i, front in enumerate(self.frontages) if not front)


def read_ground(parcels: Geometries, settings: NumberingSettings) -> BlockGround:
    """Read a block of valid polygons in metres, in its local frame (frame.py)."""
    exact, parcels = parcels, rounded(parcels)
    adjacency = find_adjacency(parcels, settings.tolerance_m, settings.min_shared_m)
    ring = find_ring(parcels, settings.tolerance_m)
    frontages = find_frontages(parcels, ring, settings.tolerance_m, settings.min_shared_m, exact)
    access, way_in = chain_access(parcels, frontages, adjacency, ring)
    return BlockGround(parcels, adjacency, ring, frontages, access, way_in)
