"""What changed from one revision to the next: which parcels moved in the walk of which block."""

from dataclasses import dataclass
from uuid import UUID

from permits.numbering_runs.models import RunRevision


@dataclass(frozen=True, slots=True)
class Moved:
    """A parcel whose place in the walk changed; places from 1, None where it was in no block."""

    parcel_id: UUID
    before: int | None
    after: int


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block that changed: what its score was and is, and the parcels that moved, in walking order."""

    place: int
    score_before: dict[str, object]
    score_after: dict[str, object]
    moved: tuple[Moved, ...]


def changes_between(before: RunRevision | None, after: RunRevision) -> list[BlockChange]:
    """Return the blocks that changed from a revision to another; all of them for the first."""
    former = {block.place: block for block in before.blocks.all()} if before else {}
    changes = []
    for block in after.blocks.all():
        old = former.get(block.place)
        if old is not None and old.order == block.order:
            continue
        places = {parcel: seq for seq, parcel in enumerate(old.order, 1)} if old else {}
        moved = tuple(
            Moved(parcel, places.get(parcel), seq)
            for seq, parcel in enumerate(block.order, 1)
            if places.get(parcel) != seq
        )
        changes.append(BlockChange(block.place, old.score if old else {}, block.score, moved))
    return changes
