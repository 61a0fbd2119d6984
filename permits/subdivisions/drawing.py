"""A drawing of land before and after a change, for the screen: north up, no scale."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import shapely

from geo.spatial.picture import Frame
from geo.spatial.shapes import to_shapely
from parcels.register.lineage import LandChange
from parcels.register.models import BoundaryVersion, PublishedParcel

#: Size of the picture in its own units, and the margin around the land that changes, as a share of its extent.
WIDTH: Final = 520.0
HEIGHT: Final = 400.0
MARGIN: Final = 0.18
#: Neighbours drawn at most: more would say nothing.
MOST_NEIGHBOURS: Final = 80


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as an SVG path, how it is drawn, and what stands in it at (x, y)."""

    path: str
    style: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes, the lowest first, in a picture of WIDTH × HEIGHT."""

    shapes: tuple[Shape, ...]
    width: float = WIDTH
    height: float = HEIGHT


def draw_change(change: LandChange, versions: Sequence[BoundaryVersion]) -> Drawing:
    """Return the drawing: neighbours, what was, what would be with the turn of each part, land gained and released."""
    parts = [to_shapely(part.geom) for part in (*change.kept, *change.children)]
    before = [to_shapely(version.geom) for version in versions]
    frame = Frame.around([*parts, *before], width=WIDTH, height=HEIGHT, margin=MARGIN)
    shapes = [*_neighbours(frame, [version.parcel_id for version in versions])]
    shapes += [_shape(frame, part, "part", str(turn)) for turn, part in enumerate(parts, start=1)]
    for moved, style in ((change.gained, "gained"), (change.released, "released")):
        if moved:
            shapes.append(_shape(frame, to_shapely(moved), style, ""))
    shapes += [_shape(frame, outline, "before", "") for outline in before]
    return Drawing(tuple(shapes))


def draw_difference(
    *, was: Sequence[shapely.Geometry], drawn: Sequence[tuple[str, shapely.Geometry]],
    comes: Sequence[shapely.Geometry], but: Collection[UUID],
) -> Drawing:  # fmt: skip
    """Return the drawing of a file beside the register: neighbours, rows with their label, what was, what is now.

    `comes` are the outlines that the register changed meanwhile; `but` the parcels that are no neighbours.
    """
    shapes = [shape for _label, shape in drawn]
    frame = Frame.around([*was, *shapes, *comes], width=WIDTH, height=HEIGHT, margin=MARGIN)
    found = [*_neighbours(frame, but)]
    found += [_shape(frame, shape, "part", label) for label, shape in drawn]
    found += [_shape(frame, shape, "now", "") for shape in comes]
    found += [_shape(frame, shape, "before", "") for shape in was]
    return Drawing(tuple(found))


def _neighbours(frame: Frame, touched: Collection[UUID]) -> Iterable[Shape]:
    window = shapely.box(frame.west, frame.north - HEIGHT / frame.scale, frame.west + WIDTH / frame.scale, frame.north)
    near = PublishedParcel.objects.filter(geom__bboverlaps=window.wkt)
    for parcel in near.exclude(pk__in=list(touched)).order_by("code")[:MOST_NEIGHBOURS]:
        yield _shape(frame, to_shapely(parcel.geom), "neighbour", parcel.number)


def _shape(frame: Frame, surface: shapely.Geometry, style: str, label: str) -> Shape:
    inside = surface.representative_point()
    x, y = frame.place(inside.x, inside.y)
    return Shape(frame.path(surface), style, label, x, y)
