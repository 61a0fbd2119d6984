"""One part of a body looked at from all sides, in a transaction of its own: what a worker process does."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import shapely

from geo.municipalities.scope import everywhere
from parcels.quality import coverage, outlines
from parcels.quality.enums import FindingKind
from parcels.quality.land import Found, Land
from parcels.quality.parts import Cluster
from parcels.quality.selectors import (
    Instant,
    block_shapes,
    blocks_in_plans,
    read_land,
    territory_of,
    without_number,
    without_version,
)
from parcels.quality.tolerances import Tolerances

#: Kinds that need a territory to be checked against.
NEEDS_TERRITORY = {FindingKind.OUTSIDE_TERRITORY}


@dataclass(slots=True)
class Inspected:
    """What was found in a part, how many parcels of the body were read, and the kinds that nobody could check."""

    found: list[Found] = field(default_factory=list)
    parcels: int = 0
    unknown: set[str] = field(default_factory=set)

    def add(self, other: "Inspected") -> None:
        """Take in what was found in another part."""
        self.found += other.found
        self.parcels += other.parcels
        self.unknown |= other.unknown

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each kind that could be checked."""
        found = Counter(each.kind for each in self.found)
        return {str(kind.value): found[kind.value] for kind in FindingKind if kind.value not in self.unknown}


def inspect_frame(body_id: int, when: Instant, tolerances: Tolerances) -> Inspected:
    """Look at what needs no neighbours: blocks in their plans, parcels without an outline or without a number."""
    with everywhere():
        blocks = blocks_in_plans(body_id)
        outlineless = without_version(body_id, when)
        numberless = without_number(body_id, when)
    found = _beyond_plans(blocks, tolerances.excess)
    found += [Found(kind=FindingKind.NO_VERSION, parcels=(parcel,)) for parcel in outlineless]
    found += [Found(kind=FindingKind.NO_NUMBER, parcels=(parcel,), geom=geom) for parcel, geom in numberless]
    return Inspected(found)


def _beyond_plans(blocks: list[tuple[int, shapely.Geometry, shapely.Geometry]], excess: float) -> list[Found]:
    shapes, plans = (np.array([row[column] for row in blocks], dtype=object) for column in (1, 2))
    found = []
    for place in np.flatnonzero(outlines.reach_out(shapes, plans, excess)):
        outside = shapely.difference(shapes[place], plans[place])
        found.append(
            Found(
                kind=FindingKind.OUTSIDE_PLAN,
                block=blocks[place][0],
                geom=shapely.to_wkb(outside),
                size=float(shapely.area(outside)),
            )
        )
    return found


def inspect_part(body_id: int, part: Cluster, when: Instant, tolerances: Tolerances) -> Inspected:
    """Look at the parcels of a part: among themselves, with their neighbours of any body, and in their frame."""
    with everywhere():
        land = read_land(body_id, part, when)
        blocks = block_shapes([int(key) for key in np.unique(land.blocks[land.own]) if key])
        territory = territory_of(body_id)
    seen = Inspected(_findings(land, tolerances), int(land.own.sum()))
    seen.found += outlines.beyond_blocks(land, blocks, tolerances.excess)
    if territory is None:
        seen.unknown |= NEEDS_TERRITORY
    else:
        seen.found += outlines.beyond_territory(land, territory, tolerances.excess)
    return seen


def _findings(land: Land, tolerances: Tolerances) -> list[Found]:
    return [
        *coverage.overlaps(land),
        *coverage.gaps(land, tolerances.gap_width),
        *outlines.slivers(land, tolerances.parcel_width, tolerances.compactness),
        *outlines.off_grid(land),
    ]
