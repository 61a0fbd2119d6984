"""What a link of the walk costs: metres along the ring, and spacings where the parcels do not meet."""

import numpy as np

from parcels.numbering.adjacency import pairs_within
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Ints, NumberingSettings


def link_costs(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """Symmetric costs between all parcels of a block, whole millimetres, shape (n, n).

    A missing adjacency costs spacings of the block's own parcels and not a fixed length, so one
    setting serves a bazaar of 4 m shops and a suburb of 30 m lots.
    """
    walk = ground.ring.between(ground.access[:, None], ground.access[None, :])
    missing = np.full(walk.shape, settings.miss_spacings + settings.far_spacings)
    _set_both(missing, *pairs_within(ground.parcels, settings.near_m), settings.miss_spacings)
    _set_both(missing, ground.adjacency.first, ground.adjacency.second, 0.0)
    costs = np.rint((walk + missing * block_spacing_m(ground)) * 1000).astype(np.int64)
    np.fill_diagonal(costs, 0)
    return costs


def block_spacing_m(ground: BlockGround) -> float:
    """Metres of unavoidable walk for each link of the block: the scale on which a detour is judged."""
    stops = ground.access[list(ground.fronting)]
    unavoidable = ground.ring.shortest_visit_m(stops)
    # With all stops in one place there is no walk; the ring itself then gives the scale.
    return (unavoidable if unavoidable > 0 else ground.ring.length_m) / max(1, len(ground.parcels) - 1)


def _set_both(matrix: Floats, a: Ints, b: Ints, value: float) -> None:
    matrix[a, b] = matrix[b, a] = value
