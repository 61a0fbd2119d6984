"""What the rules look at: a parcel version, and what the last field sheet says of it, on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import geojson_lonlat, to_geos
from geo.spatial_rules.rule import MissingSource
from parcels.register.models import BoundaryVersion, Parcel
from permits.surveys.models import FieldSheet, Survey
from permits.surveys.traverse import Loop, Shot, loops_of, outline_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWork:
    """A field sheet with its walks as observed and as adjusted, metres in the storage CRS."""

    sheet: FieldSheet
    loops: tuple[Loop, ...]
    adjusted: tuple[Loop, ...]

    @property
    def outline(self) -> BaseGeometry:
        """The land inside the walks, the misclosure spread where it could be."""
        return outline_of(self.adjusted)


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedLand:
    """A parcel, the boundary version that is held against the ground, the purpose, the field work if any, the day."""

    parcel: Parcel
    version: BoundaryVersion
    purpose: str
    work: FieldWork | None
    on: date

    @property
    def field_work(self) -> FieldWork:
        """The field work; raise MissingSource when nothing was observed yet."""
        if self.work is None:
            raise MissingSource("field work")
        return self.work


def surveyed_land(survey: Survey, *, on: date) -> SurveyedLand:
    """Return what the rules look at: read in the survey's territory, with its last field sheet."""
    sheet = survey.sheets.last()
    return SurveyedLand(
        parcel=survey.version.parcel,
        version=survey.version,
        purpose=survey.purpose,
        work=field_work_of(sheet) if sheet else None,
        on=on,
    )


def field_work_of(sheet: FieldSheet) -> FieldWork:
    """Return a sheet's walks in the order of the observations."""
    seen = list(sheet.observations.all())
    observed = [Shot(one.label, one.geom.x, one.geom.y) for one in seen]
    final = [Shot(one.label, one.final.x, one.final.y) for one in seen]
    return FieldWork(sheet=sheet, loops=loops_of(observed), adjusted=loops_of(final))


def shape_lonlat(shape: BaseGeometry) -> dict[str, Any] | None:
    """Return a shape of the storage CRS as a GeoJSON geometry, longitude and latitude; None for an empty one."""
    return None if shape.is_empty else geojson_lonlat(to_geos(shape))
