"""The points of a field sheet as they are shown and printed: observed, adjusted, and what lies between."""

from dataclasses import dataclass

from django.utils.translation import get_language

from geo.calendars.digits import format_number
from permits.surveys.models import FieldSheet, Observation


@dataclass(frozen=True, slots=True)
class PointRow:
    """One observation: places in metres, residuals (adjusted less observed) in millimetres, in the reader's digits.

    The adjusted place and the residuals are empty where nothing was adjusted.
    """

    seen: Observation
    east: str
    north: str
    adjusted_east: str = ""
    adjusted_north: str = ""
    residual_east_mm: str = ""
    residual_north_mm: str = ""


def is_adjusted(sheet: FieldSheet) -> bool:
    """Say whether the misclosure of the sheet was spread: all of its points were adjusted then, or none."""
    return sheet.observations.exclude(adjusted=None).exists()


def point_rows(sheet: FieldSheet) -> list[PointRow]:
    """Return the observations of a sheet in the order of the walk."""
    return [_row(seen) for seen in sheet.observations.all()]


def _row(seen: Observation) -> PointRow:
    place, adjusted = seen.geom, seen.adjusted
    if adjusted is None:
        return PointRow(seen, _metres(place.x), _metres(place.y))
    moved = [_millimetres(adjusted.x - place.x), _millimetres(adjusted.y - place.y)]
    return PointRow(seen, _metres(place.x), _metres(place.y), _metres(adjusted.x), _metres(adjusted.y), *moved)


def _metres(value: float) -> str:
    """Return a coordinate to the millimetre; coordinates are not grouped."""
    return format_number(value, get_language() or "ar", places=3)


def _millimetres(metres: float) -> str:
    return format_number(round(metres * 1000) + 0.0, get_language() or "ar", places=0)
