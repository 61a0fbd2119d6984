"""A plot with its works on the screen: neighbours, setback lines, the footprint, and the place of every finding."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.printing.maps import sides_of
from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.picture import Frame
from geo.spatial.shapes import to_shapely, transformed
from parcels.fabric.models import PublishedBuilding
from parcels.register.models import BoundaryVersion, PublishedParcel

WIDTH: Final = 520.0
HEIGHT: Final = 400.0
MARGIN: Final = 0.22
#: Neighbours drawn at most: more would say nothing.
MOST: Final = 60
#: A line of a finding is drawn as a band of this width, metres: a line has no surface to be coloured.
BAND_M: Final = 0.25


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as an SVG path, how it is drawn, its id in the page, and what stands in it at (x, y)."""

    path: str
    style: str
    key: str = ""
    label: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """All shapes, the lowest first, in a picture of WIDTH × HEIGHT; `corners` are (x, y, number)."""

    shapes: tuple[Shape, ...]
    corners: tuple[tuple[float, float, int], ...]
    width: float = WIDTH
    height: float = HEIGHT


def draw_works(
    version: BoundaryVersion, works: GEOSGeometry | None, *, buildable: BaseGeometry | None = None,
    findings: Sequence[Mapping[str, Any]] = (), as_built: GEOSGeometry | None = None,
) -> Picture:  # fmt: skip
    """Return land with works on it; what a finding says of a place is a shape with the id "place-<rule>"."""
    land = to_shapely(version.geom)
    asked = [] if works is None else [to_shapely(works)]
    frame = Frame.around([land, *asked], width=WIDTH, height=HEIGHT, margin=MARGIN)
    shapes = [*_around(frame, version), Shape(frame.path(land), "land")]
    if buildable is not None and not buildable.is_empty:
        shapes.append(Shape(frame.path(buildable), "setback"))
    shapes += [Shape(_path(frame, each), "works") for each in asked]
    if as_built is not None:
        shapes.append(Shape(frame.path(to_shapely(as_built)), "as-built"))
    shapes += _places(frame, findings)
    corners = tuple((*frame.place(*side.start), side.from_corner) for side in sides_of(land))
    return Picture(tuple(shapes), corners)


def _around(frame: Frame, version: BoundaryVersion) -> Iterable[Shape]:
    window = shapely.box(frame.west, frame.north - HEIGHT / frame.scale, frame.west + WIDTH / frame.scale, frame.north)
    near = PublishedParcel.objects.filter(geom__bboverlaps=window.wkt).exclude(pk=version.parcel_id)
    for parcel in near.order_by("code")[:MOST]:
        yield _labelled(frame, to_shapely(parcel.geom), "neighbour", parcel.number)
    for building in PublishedBuilding.objects.filter(geom__bboverlaps=window.wkt)[:MOST]:
        yield Shape(frame.path(to_shapely(building.geom)), "building")


def _places(frame: Frame, findings: Sequence[Mapping[str, Any]]) -> Iterable[Shape]:
    """Return where findings that are not met say so; GeoJSON in longitude and latitude."""
    for finding in findings:
        if finding["answer"] != "yes" and finding["geometry"]:
            place = transformed(GEOSGeometry(json.dumps(finding["geometry"]), srid=LONLAT_SRID), storage_srid())
            yield Shape(_path(frame, to_shapely(place)), "wrong", f"place-{finding['rule']}")


def _path(frame: Frame, shape: BaseGeometry) -> str:
    """Return any shape as a path; lines and points as bands."""
    surfaces = [part if part.area > 0 else part.buffer(BAND_M) for part in _parts(shape)]
    return " ".join(frame.path(surface) for surface in surfaces)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for each in shapely.get_parts(shape) for part in shapely.get_parts(each)]


def _labelled(frame: Frame, surface: BaseGeometry, style: str, label: str) -> Shape:
    inside = surface.representative_point()
    x, y = frame.place(inside.x, inside.y)
    return Shape(frame.path(surface), style, "", label, x, y)
