"""The street by which a person says that a parcel is entered: a ground on which it is so; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import shapely

from parcels.numbering.frontage import Frontage
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Geometries
from parcels.numbering.landlocked import chain_access

#: A place in the frame of the ground, metres.
Place = tuple[float, float]


@dataclass(frozen=True)
class ChosenGround(BlockGround):
    """A block read once, with parcels (by index) that are entered at places which a person chose."""

    chosen: Mapping[int, Place]

    def places(self) -> Geometries:
        """Return the chosen places as points, in the order of `chosen`."""
        return np.array([shapely.Point(place) for place in self.chosen.values()], dtype=object)


def with_access(ground: BlockGround, chosen: Mapping[int, Place]) -> BlockGround:
    """Return a ground on which parcels are entered at the places given: each at the nearest point of the ring.

    A parcel that is reached through others so gets a frontage of its own, and what is reached through it follows.
    """
    if not chosen:
        return ground
    fronts = list(ground.frontages)
    for i, place in chosen.items():
        own = fronts[i]
        at = float(ground.ring.line.project(shapely.Point(place)))
        fronts[i] = Frontage(at, own.length_m if own else 0.0)
    access, way_in = chain_access(ground.parcels, fronts, ground.adjacency, ground.ring)
    read = {field.name: getattr(ground, field.name) for field in fields(BlockGround)}
    return replace(ChosenGround(**read, chosen=dict(chosen)), frontages=tuple(fronts), access=access, way_in=way_in)
