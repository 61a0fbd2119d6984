"""Papers that other procedures issued for a piece of land, told to the rules of the ones that stand on them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geo.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class LandPaper:
    """A paper in force for a parcel: number, purpose, days, the boundary version for which it was issued.

    `valid_until` is None where no end was set.
    """

    number: str
    purpose: str
    issued_on: date
    valid_until: date | None
    version_id: int


#: By what they are ("survey"): readers of the papers of a parcel that no later one has replaced, the latest first. They
#: read inside the office's territory.
land_papers: Registry[Callable[[UUID], Sequence[LandPaper]]] = Registry("papers of land")
