"""Drawings of small quarters, and what the engine makes of them."""

from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import Proposal, propose
from tests.grid import drawn


def inputs_of(drawing: str, *, cell_m: float = 10.0, west: float = 0.0, south: float = 0.0) -> list[ParcelInput]:
    """The drawn parcels, keyed by their letters."""
    shapes = drawn(drawing, cell_m=cell_m, west=west, south=south)
    return [ParcelInput(letter, shape) for letter, shape in shapes.items()]


def walks(proposal: Proposal) -> list[str]:
    """The letters of each block in walking order, blocks in block order."""
    return ["".join(str(key) for key in block.order) for block in proposal.blocks]


def walks_of(drawing: str, **placing: float) -> list[str]:
    """Draw, propose, and read the letters."""
    return walks(propose(inputs_of(drawing, **placing)))
