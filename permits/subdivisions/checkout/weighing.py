"""What stands against a group of differences becoming a request, and what it would make of the land."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import shapely
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import local_digits
from geo.errors import DomainError, Text
from geo.spatial.shapes import to_geos, to_shapely, to_surface
from parcels.register.enums import LineageKind, ParcelState
from parcels.register.lineage import LandChange, Part
from parcels.register.models import Parcel
from permits.subdivisions.checkout.differences import Group, Standing, same_land
from permits.subdivisions.enums import Difference, Wish
from permits.subdivisions.fitting import Beside, beside, clashes, held_twice, sides_lost
from permits.subdivisions.wishes import Asked, change_asked

#: Why a group cannot become a request, or what is told of it; facts stand in the sentence.
WORDS: dict[str, Text] = {
    "gone": _("It is missing from the file. A parcel does not end by that: it stays as it is."),
    "new_land": _("It lies on none of the parcels: new land comes into the register through a plan or an import."),
    "several_parts": _("It consists of several parts: a parcel is one piece."),
    "already": _("The register shows this already: nothing is left to ask for."),
    "changed_meanwhile": _(
        "The register changed this land after it was checked out: check it out again and draw it on today's boundaries."
    ),
    "not_active": _("A parcel is not active now (%(states)s): another case may hold it."),
    "several_districts": _("The parcels lie in several districts: a change of land stays in one."),
    "land_not_conserved": _(
        "It is not the same land: %(differs_m2)s m² are left over or taken, %(tolerance_m2)s m² are allowed."
    ),
    "land_unknown": _("A parcel has no boundary in force here."),
    "overlaps": _("It takes %(area_m2)s m² of parcel %(number)s, which has no part in it."),
    "left_apart": _(
        "Rows that hang together were left out, and what remains is not the same land: leave them all out, or none."
    ),
    "held_twice": _("Its rows overlap each other by %(area_m2)s m²."),
    "gained": _("It takes %(area_m2)s m² that no parcel of the file held: it can only correct an error."),
    "released": _("It leaves %(area_m2)s m² to no parcel: it can only correct an error."),
    "side_shorter": _("The side that it shares with parcel %(number)s gets %(metres)s m shorter: a gap comes there."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A code of WORDS with its facts."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        language = "en" if (get_language() or "ar").startswith("en") else "ar"
        return local_digits(str(WORDS[self.code]) % self.facts, language)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A group with what it would make of the land, what stands against it, and what is told besides."""

    group: Group
    asked: Asked
    change: LandChange | None
    obstacles: tuple[Said, ...]
    told: tuple[Said, ...] = ()

    @property
    def acceptable(self) -> bool:
        """Whether it can be opened as a request."""
        return self.change is not None and not self.obstacles

    @property
    def corrects(self) -> bool:
        """Whether it says that the register was wrong from the beginning: never accepted without a person's word."""
        return self.change is not None and self.change.kind == LineageKind.CORRECTION


def weigh(
    group: Group,
    base: Mapping[UUID, Standing],
    now: Mapping[UUID, Standing],
    drawn: Mapping[str, Any],
    *,
    apart: Collection[UUID] = (),
) -> Weighed:
    """Hold a group against the register as it stands now; `drawn` says where its rows come from.

    `apart` are parcels of which rows were left out: what remains of those must be the same land.
    """
    asked = asked_for(group, drawn)
    against = [*_against_rows(group), *_against_land(group, base, now)]
    if against:
        return Weighed(group, asked, None, tuple(against))
    try:
        change = change_asked(asked)
    except DomainError as error:
        return Weighed(group, asked, None, (_refused(error),))
    if change.kind == LineageKind.CORRECTION and set(group.keys).intersection(apart):
        return Weighed(group, asked, None, (Said("left_apart"),))
    shapes = [to_shapely(part.geom) for part in asked.outlines]
    before = [now[key].shape for key in group.keys]
    others = beside([*shapes, *before], but=group.keys)
    told = [*_moved(change), *_shorter(before, shapes, others)]
    return Weighed(group, asked, change, tuple(_overlaps(shapes, others)), tuple(told))


def asked_for(group: Group, drawn: Mapping[str, Any]) -> Asked:
    """Return the wish that a group stands for, whether it can be or not."""
    outlines = tuple(Part(row.key, to_surface(row.shape)) for row in group.rows if row.key is not None)
    rows = [row.row for row in group.rows]
    moved = [each for each in drawn.get("moved", ()) if each[0] in rows]
    said = {**drawn, "rows": rows, "moved": moved}
    return Asked(wish=Wish.AS_DRAWN, parcels=group.keys, outlines=outlines, drawn=said)


def _against_rows(group: Group) -> list[Said]:
    if not group.rows:
        return [Said("gone")]
    found = []
    if any(item.what == Difference.NEW for item in group.items):
        found.append(Said("new_land"))
    if any(shapely.get_num_geometries(row.shape) > 1 for row in group.rows):
        found.append(Said("several_parts"))
    return found


def _against_land(group: Group, base: Mapping[UUID, Standing], now: Mapping[UUID, Standing]) -> list[Said]:
    moved = [key for key in group.keys if key not in now or now[key].version != base[key].version]
    if moved:
        return [Said("already" if _stands(group) else "changed_meanwhile")]
    parcels = Parcel.objects.filter(pk__in=group.keys).only("state", "district_id")
    states = {parcel.state for parcel in parcels} - {ParcelState.ACTIVE}
    found = []
    if states:
        found.append(Said("not_active", {"states": "، ".join(str(ParcelState(state).label) for state in states)}))
    if len({parcel.district_id for parcel in parcels}) > 1:
        found.append(Said("several_districts"))
    return found


def _stands(group: Group) -> bool:
    """Say whether every row has its twin in the register of now."""
    there = beside([row.shape for row in group.rows], but=())
    return bool(group.rows) and all(any(same_land(row.shape, one.shape) for one in there) for row in group.rows)


def _refused(error: DomainError) -> Said:
    code = error.code if error.code in WORDS else "land_unknown"
    return Said(code, {"differs_m2": "", "tolerance_m2": "", **error.context})


def _overlaps(shapes: Sequence[BaseGeometry], others: Sequence[Beside]) -> list[Said]:
    found = [
        Said("overlaps", {"number": _apart(clash.number), "area_m2": f"{clash.area_m2:.2f}"})
        for clash in clashes(shapes, others)
    ]
    twice = held_twice(shapes)
    return [*found, Said("held_twice", {"area_m2": f"{twice:.2f}"})] if twice else found


def _apart(number: str) -> str:
    """Return a number that keeps its order inside a sentence of either direction."""
    return f"\u2066{number}\u2069"


def _moved(change: LandChange) -> list[Said]:
    pairs = (("gained", change.gained), ("released", change.released))
    return [Said(code, {"area_m2": f"{land.area:.2f}"}) for code, land in pairs if land]


def _shorter(before: Sequence[BaseGeometry], after: Sequence[BaseGeometry], others: Sequence[Beside]) -> list[Said]:
    lost = sides_lost(before, after, others)
    return [Said("side_shorter", {"number": _apart(one.number), "metres": f"{metres:.2f}"}) for one, metres in lost]


def standing_corners(shapes: Sequence[BaseGeometry], base: Collection[Standing]) -> list[tuple[float, float]]:
    """Return the corners around outlines that stand: those of the register now, and those that were taken along."""
    around = [one.shape for one in beside(shapes, but=())] if shapes else []
    coordinates = shapely.get_coordinates([*around, *(one.shape for one in base)])
    return [(float(x), float(y)) for x, y in coordinates.tolist()]


def place_of(group: Group, base: Mapping[UUID, Standing]) -> Any:
    """Return where a group lies: a surface of the storage CRS."""
    shapes = [*(base[key].shape for key in group.keys), *(row.shape for row in group.rows)]
    return to_geos(shapely.box(*shapely.total_bounds(shapes)))
