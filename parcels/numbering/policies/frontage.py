"""The frontage walk: along the houses, as the engine proposes it, from any corner and either way round."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Ints, NumberingSettings
from parcels.numbering.policies.compass import Corner, Turn, ground_laid_out
from parcels.numbering.policies.policy import Policy
from parcels.numbering.policies.registry import declares
from parcels.numbering.proposal import walk_block


@declares("frontage", _("Frontage walk"))
@dataclass(frozen=True)
class FrontageWalk(Policy):
    """Numbers follow the frontages around the block; alleys are entered and left again."""

    start: Corner = Corner.NW
    direction: Turn = Turn.CLOCKWISE

    def walk(self, ground: BlockGround, settings: NumberingSettings) -> Ints:
        """Walk the block as it lies when the corner is turned to the north-west."""
        return walk_block(ground_laid_out(ground, settings, self.start, self.direction), settings)
