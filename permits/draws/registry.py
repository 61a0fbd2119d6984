"""What draws are for: the slices above say what happens with the results of theirs."""

from typing import Protocol

from geo.registry import Registry
from permits.draws.models import Draw


class Taker(Protocol):
    """What a purpose does about its draws. Runs in the transaction of the draw's step, inside its territory."""

    def drawn(self, draw: Draw) -> None:
        """Take the results (`selectors.result_of`): the draw is being published."""

    def voided(self, draw: Draw) -> None:
        """Let the entrants and lots go: the draw is called off, and has no results."""


takers: Registry[Taker] = Registry("purpose of a draw")
