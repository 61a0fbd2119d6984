"""Turning readings into observations: transformed by a named operation, walked, closed, tied to known marks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.utils import timezone

from geo.exchange.operations import Operation, find_operation, horizontal_crs
from geo.spatial.crs import storage_srid
from geo.spatial_rules.selectors import value_on
from parcels.register.edges import point_scale
from parcels.register.models import BoundaryPoint
from permits.surveys.enums import SurveyMethod
from permits.surveys.field_sheet import Reading
from permits.surveys.traverse import Closure, Loop, Shot, closes, closure_of, loops_of, outline_of, shots_in_order

#: Stored coordinates lie on this grid, metres.
GRID_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNotes:
    """What a surveyor hands in: readings in a coordinate system (EPSG), how, with what and when they were observed."""

    readings: Sequence[Reading]
    epsg: int
    method: SurveyMethod
    instrument: str
    accuracy_m: Decimal
    observed_on: date


@dataclass(frozen=True, slots=True)
class Reduced:
    """Readings brought to the storage CRS, metres, with all that is computed from them.

    `adjusted` are the places with the misclosure spread, in the same order; None where it is beyond what the day
    permits, or nobody knows what that is: then the areas are those of the corners as observed.
    """

    shots: tuple[Shot, ...]
    adjusted: tuple[Shot, ...] | None
    operation: Operation | None
    closure: Closure | None
    area_grid_m2: float
    area_ground_m2: float


def reduce_notes(notes: FieldNotes) -> Reduced:
    """Return observations in the storage CRS with closure and areas.

    A ballpark transformation is refused. Errors: UnknownCrs, NoOperation, OutsideOperation, TraverseUnreadable.
    """
    horizontal_crs(notes.epsg)
    operation = find_operation(notes.epsg, storage_srid())
    raw = np.array([[float(one.east), float(one.north)] for one in notes.readings], dtype=np.float64).reshape(-1, 2)
    placed = np.round(operation(raw) if operation else raw, GRID_PLACES)
    shots = tuple(
        Shot(one.label, float(east), float(north)) for one, (east, north) in zip(notes.readings, placed, strict=True)
    )
    loops = loops_of(shots)
    adjusted = _adjusted(loops)
    outline = outline_of(loops_of(adjusted) if adjusted else loops)
    scale = point_scale(outline) ** 2
    return Reduced(shots, adjusted, operation, closure_of(loops), outline.area, outline.area / scale)


def _adjusted(loops: Sequence[Loop]) -> tuple[Shot, ...] | None:
    """Return the places with the misclosure of each walk spread, on the grid; None beyond the limits of today."""
    limits = [value_on(code, timezone.localdate()) for code in ("closure_absolute", "closure_relative")]
    absolute, relative = [limit.value if limit else None for limit in limits]
    if absolute is None or relative is None or not closes(loops, absolute_m=absolute, relative=relative):
        return None
    spread = shots_in_order([loop.spread() for loop in loops])
    return tuple(Shot(s.label, round(s.east, GRID_PLACES), round(s.north, GRID_PLACES)) for s in spread)


def marks_of(shots: Sequence[Shot]) -> list[tuple[BoundaryPoint, float] | None]:
    """Return for every observation the nearest boundary mark within the tolerance of the day, and its distance, metres.

    Without a tolerance no observation is tied to a mark.
    """
    within = value_on("survey_against_register", timezone.localdate())
    if within is None:
        return [None] * len(shots)
    reach = float(within.value)
    easts, norths = [shot.east for shot in shots], [shot.north for shot in shots]
    near = list(BoundaryPoint.objects.filter(x_mm__range=_reach(easts, reach), y_mm__range=_reach(norths, reach)))
    return [_nearest(shot, near, reach) for shot in shots]


def _reach(places: Sequence[float], reach: float) -> tuple[int, int]:
    """Return from where to where, millimetres."""
    return math.floor((min(places) - reach) * 1000), math.ceil((max(places) + reach) * 1000)


def _nearest(shot: Shot, marks: Sequence[BoundaryPoint], reach: float) -> tuple[BoundaryPoint, float] | None:
    measured = [(math.hypot(mark.geom.x - shot.east, mark.geom.y - shot.north), mark) for mark in marks]
    distance, mark = min(measured, key=lambda pair: pair[0], default=(math.inf, None))
    return (mark, distance) if mark is not None and distance <= reach else None
