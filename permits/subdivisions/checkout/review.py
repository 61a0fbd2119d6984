"""A check-in before a person: what changed in the file, what changed meanwhile, and what can be opened."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from geo.spatial_rules.selectors import value_on
from permits.subdivisions.checkout.differences import Compared, Drawn, Standing, compare
from permits.subdivisions.checkout.selectors import base_of, drawn_in, opened_from, standing_now
from permits.subdivisions.checkout.snapping import Snapped, snap
from permits.subdivisions.checkout.weighing import Weighed, standing_corners, weigh
from permits.subdivisions.errors import SnapToleranceMissing
from permits.subdivisions.models import CheckIn, CheckInCase

#: Reference value: metres within which a corner is the register's corner.
TOLERANCE = "corner_snap"


@dataclass(frozen=True, slots=True)
class Pulled:
    """A corner that took the place of a standing one: the row, where it was drawn, and how far it was moved, metres."""

    row: int
    x: float
    y: float
    metres: float


@dataclass(frozen=True, slots=True)
class Review:
    """All that a check-in says: `base` then, `now` today, `pulled` corners, rows with another number."""

    base: dict[UUID, Standing]
    now: dict[UUID, Standing]
    weighed: tuple[Weighed, ...]
    unchanged: int
    meanwhile: tuple[Standing, ...]
    renumbered: tuple[tuple[Drawn, str], ...]
    pulled: tuple[Pulled, ...]
    opened: dict[int, CheckInCase]

    def case_of(self, weighed: Weighed) -> CheckInCase | None:
        """Return the request that rows of a group became already."""
        return next((self.opened[row.row] for row in weighed.group.rows if row.row in self.opened), None)

    @property
    def to_open(self) -> tuple[Weighed, ...]:
        """The groups that can be opened and were not yet."""
        return tuple(each for each in self.weighed if each.acceptable and self.case_of(each) is None)


def review(check_in: CheckIn, *, left_out: Collection[int] = ()) -> Review:
    """Compare a file with what was taken along and with the register of now; rows left out stay as they were.

    Errors: SnapToleranceMissing.
    """
    base = base_of(check_in.checkout)
    drawn, pulled = snapped(drawn_in(check_in), base)
    compared = compare(base, _without(drawn, base, left_out))
    apart = _apart(compare(base, drawn), left_out) if left_out else set()
    now = standing_now(base)
    said = {"check_in": str(check_in.pk), "moved": [[each.row, each.x, each.y, each.metres] for each in pulled]}
    meanwhile = [held for key, held in base.items() if key not in now or now[key].version != held.version]
    return Review(
        base=base,
        now=now,
        weighed=tuple(weigh(group, base, now, said, apart=apart) for group in compared.groups),
        unchanged=len(compared.unchanged),
        meanwhile=tuple(meanwhile),
        renumbered=compared.renumbered,
        pulled=tuple(pulled),
        opened=opened_from(check_in),
    )


def snapped(drawn: list[Drawn], base: dict[UUID, Standing]) -> tuple[list[Drawn], list[Pulled]]:
    """Return rows with their corners in the places of standing ones, and which were moved. Errors: as review."""
    value = value_on(TOLERANCE, timezone.localdate())
    if value is None:
        raise SnapToleranceMissing
    shapes = [row.shape for row in drawn]
    found: list[Snapped] = snap(shapes, standing_corners(shapes, base.values()), within_m=float(value.value))
    pulled = [
        Pulled(row.row, round(x, 3), round(y, 3), round(far, 4))
        for row, one in zip(drawn, found, strict=True)
        for x, y, far in one.moved
    ]
    return [replace(row, shape=one.shape) for row, one in zip(drawn, found, strict=True)], pulled


def _apart(whole: Compared, left_out: Collection[int]) -> set[UUID]:
    """Return the parcels of groups of which some rows are left out."""
    torn = (group for group in whole.groups if any(row.row in left_out for row in group.rows))
    return {key for group in torn for key in group.keys}


def _without(drawn: list[Drawn], base: dict[UUID, Standing], left_out: Collection[int]) -> list[Drawn]:
    """Return the rows as if those left out had not been drawn: a parcel with one row stays as it was."""
    kept = [row for row in drawn if row.row not in left_out]
    carried = {row.key for row in kept}
    for row in drawn:
        if row.row in left_out and row.key is not None and row.key not in carried:
            held = base[row.key]
            kept.append(Drawn(row.row, row.key, held.number, held.shape))
            carried.add(row.key)
    return sorted(kept, key=lambda row: row.row)
