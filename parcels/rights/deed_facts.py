"""What the judgements of a deed look at: the deed, the geometry, the neighbours' deeds, the tolerances of a day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import shapely

from geo.calendars.digits import fold_digits
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.selectors import value_on
from parcels.register.edges import CONTACT_M, BoundarySide, side_lines
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel
from parcels.rights.models import Deed, DeedSide
from parcels.rights.selectors import deeds_in_force

#: A line whose points lie closer to one straight line than this is one side, metres.
STRAIGHT_M = 0.05
_NUMBERED = re.compile(r"قطع[ةه]\s+(?:رقم\s+)?([^\s،,]*\d[^\s،,]*)")
_STREET = re.compile(r"شارع|سك[ةه]|طريق|ممر|زقاق")


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Dated values: metres, ratios; None where none is recorded for the day."""

    side_m: Decimal | None = None
    side_ratio: Decimal | None = None
    area_ratio: Decimal | None = None
    sum_m: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A parcel along a side, as both deeds see it.

    `whole`: the side of the neighbour that looks here lies on this side from end to end. `has_deed`: one is recorded in
    the territories of the reader. `named` and `names_back` are None where a deed does not tell by number or street.
    `back_m`: the length of the neighbour's side that names this parcel.
    """

    number: str
    code: str
    named: bool | None
    whole: bool
    has_deed: bool
    names_back: bool | None
    back_m: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFacts:
    """One side: what the deed says of it and what lies there. `ground_m` None where the land has no such side."""

    facing: Compass
    deed_m: Decimal | None
    words: str
    ground_m: float | None
    straight: bool
    covered: bool
    neighbours: tuple[Neighbour, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedFacts:
    """All that a deed is judged by; areas in square metres on the ground."""

    sides: tuple[SideFacts, ...]
    area_m2: Decimal | None
    survey_m2: Decimal | None
    tolerances: Tolerances


def tolerances_on(day: date) -> Tolerances:
    """Return the values that hold on a day (data/reference/tolerances.csv)."""
    codes = ("deed_side_absolute", "deed_side_relative", "deed_area_relative", "deed_sides_sum")
    held = [value_on(code, day) for code in codes]
    return Tolerances(*(value.value if value else None for value in held))


def facts_of(
    deed: Deed, parcel: PublishedParcel, sides: Sequence[BoundarySide], *, on: date, survey_m2: Decimal | None = None
) -> DeedFacts:
    """Gather what a deed is judged by. `sides` are those of parcels.register.edges; `survey_m2` is surveyed."""
    near = {abutter.parcel_id for side in sides for abutter in side.abutters if abutter.parcel_id}
    others = PublishedParcel.objects.in_bulk(list(near))
    deeds = deeds_in_force(near)
    said = {side.facing: side for side in deed.sides.all()}
    there = {side.facing: side for side in sides}
    return DeedFacts(
        sides=tuple(
            _side(said.get(facing.value), there.get(facing), facing, parcel, others, deeds)
            for facing in Compass
            if facing.value in said or facing in there
        ),
        area_m2=deed.area_m2,
        survey_m2=survey_m2,
        tolerances=tolerances_on(on),
    )


def _side(
    said: DeedSide | None,
    there: BoundarySide | None,
    facing: Compass,
    parcel: PublishedParcel,
    others: Mapping[UUID, PublishedParcel],
    deeds: Mapping[UUID, Deed],
) -> SideFacts:
    met = [abutter for abutter in there.abutters if abutter.parcel_id in others] if there else []
    found = [others[abutter.parcel_id] for abutter in met if abutter.parcel_id]
    return SideFacts(
        facing=facing,
        deed_m=said.length_m if said else None,
        words=said.length_words if said else "",
        ground_m=there.length_ground_m if there else None,
        straight=there is not None and _is_straight(there),
        covered=there is not None and len(met) == len(there.abutters),
        neighbours=tuple(_neighbour(other, said, there, parcel, deeds.get(other.pk)) for other in found if there),
    )


def _is_straight(side: BoundarySide) -> bool:
    return len(shapely.get_coordinates(shapely.simplify(side.line, STRAIGHT_M))) == 2


def _neighbour(
    other: PublishedParcel, said: DeedSide | None, there: BoundarySide, parcel: PublishedParcel, deed: Deed | None
) -> Neighbour:
    facing, whole = _side_that_touches(other, there)
    told = {side.facing: (side, names(side, parcel)) for side in deed.sides.all()} if deed else {}
    back = [side for side, named in told.values() if named]
    return Neighbour(
        number=other.number,
        code=other.code,
        named=names(said, other) if said else None,
        whole=whole,
        has_deed=deed is not None,
        names_back=True if back else told.get(facing.value, (None, None))[1],
        back_m=back[0].length_m if len(back) == 1 else None,
    )


def _side_that_touches(other: PublishedParcel, there: BoundarySide) -> tuple[Compass, bool]:
    """Return which side of a neighbour lies on this side most, and whether it does so from end to end."""
    ground = shapely.buffer(there.line, 2 * CONTACT_M)
    lines = side_lines(to_shapely(other.geom))
    facing = max(lines, key=lambda each: shapely.intersection(lines[each], ground).length)
    return facing, bool(shapely.covers(ground, lines[facing]))


def names(side: DeedSide, parcel: PublishedParcel) -> bool | None:
    """Say whether a side of a deed names a parcel: by its code, else by the words «القطعة رقم ١٢».

    None where the words tell neither a number nor a street: an old deed names a neighbour by his family. The words say
    no plan, so they are held against a parcel that lies there, and never searched for.
    """
    if side.abutter_code:
        return side.abutter_code == parcel.code
    words = fold_digits(side.abutter_text)
    numbers = _NUMBERED.findall(words)
    if numbers:
        return parcel.number in numbers
    return False if _STREET.search(words) else None
