"""A small picture of a layer for its page: some of its features as the legend draws them, as SVG, north up."""

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from geo.exchange.selectors import rows_of
from geo.exchange.symbology.drawing import Drawing, Look, Rule, drawing_of
from geo.layers.layer import Geometry, Layer
from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.picture import Frame
from geo.spatial.shapes import to_shapely, transformed

WIDTH, HEIGHT = 640, 400
#: A picture of more features would be slow to read and to draw.
MOST = 600
#: Metres: the side of the window when nothing says where to look.
_SIDE_M = 600.0
_UNDRAWN = "none"


@dataclass(frozen=True, slots=True)
class Preview:
    """The picture, and the legend's rows that it needs: their title and how they look."""

    svg: SafeString
    rules: tuple[Rule, ...]


def preview_of(layer: Layer) -> Preview | None:
    """Return the picture of a layer about its place of interest; None of a layer without features."""
    rows = rows_of(layer)
    window = _window(layer, rows)
    if window is None:
        return None
    near = rows.filter(**{f"{layer.export_geometry}__bboverlaps": window}).order_by("pk")[:MOST]
    drawing = drawing_of(layer)
    category = drawing.category_column
    names = [layer.export_geometry, *([category] if category else [])]
    found = [(to_shapely(shape), value[0] if value else None) for shape, *value in near.values_list(*names)]
    frame = Frame.around([to_shapely(window)], width=WIDTH, height=HEIGHT, margin=0)
    parts = format_html_join("", "{}", ((one,) for one in _drawn(found, drawing, frame)))
    svg = format_html(
        '<svg class="land-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH, HEIGHT, layer.title, parts,
    )  # fmt: skip
    return Preview(svg, drawing.rules)


def _window(layer: Layer, rows: QuerySet[Model]) -> GEOSGeometry | None:
    """Return the box to show: where the map opens, if something lies there, else about the first feature."""
    home = getattr(settings, "MAP_HOME_EXTENT", None)
    if home:
        degrees = Polygon.from_bbox(home)
        degrees.srid = LONLAT_SRID
        window = _box(transformed(degrees, storage_srid()))
        if rows.filter(**{f"{layer.export_geometry}__bboverlaps": window}).exists():
            return window
    first = rows.order_by("pk").values_list(layer.export_geometry, flat=True).first()
    return None if first is None else _box(first.centroid.buffer(_SIDE_M / 2) if first.area < _SIDE_M**2 else first)


def _box(shape: GEOSGeometry) -> GEOSGeometry:
    """Return the box around a shape that has the form of the picture."""
    west, south, east, north = shape.extent
    wide, high = max(east - west, (north - south) * WIDTH / HEIGHT), max(north - south, (east - west) * HEIGHT / WIDTH)
    x, y = (west + east) / 2, (south + north) / 2
    box = Polygon.from_bbox((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
    box.srid = storage_srid()
    return box


def _drawn(found: list[tuple[shapely.Geometry, str | None]], drawing: Drawing, frame: Frame) -> Iterator[SafeString]:
    looks = {rule.value: rule.look for rule in drawing.rules}
    for shape, value in found:
        look = looks.get(value) or looks[None]
        if drawing.as_markers or drawing.kind == Geometry.POINT:
            yield _point(frame.place(*shapely.point_on_surface(shape).coords[0]), look)
        elif drawing.kind == Geometry.LINE:
            yield _line(shape, look, frame)
        else:
            path = frame.path(shapely.simplify(shape, 0.5 / frame.scale))
            yield _path(path, look.fill or _UNDRAWN, look.stroke or look.fill, look.width)


def _point(place: tuple[float, float], look: Look) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', *place, look.radius, look.fill or look.stroke)


def _line(shape: shapely.Geometry, look: Look, frame: Frame) -> SafeString:
    lines = ("M" + "L".join(f"{x},{y}" for x, y in (frame.place(*at) for at in part.coords)) for part in _lines(shape))
    return _path(" ".join(lines), _UNDRAWN, look.fill or look.stroke, max(look.width, 2))


def _lines(shape: shapely.Geometry) -> Iterator[shapely.LineString]:
    yield from shapely.get_parts(shape)


def _path(path: str, fill: str, stroke: str, width: float) -> SafeString:
    return format_html('<path d="{}" fill="{}" stroke="{}" stroke-width="{}"/>', path, fill, stroke or _UNDRAWN, width)
