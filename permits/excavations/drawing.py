"""A dig on the screen: streets, parcels beside them, the trench, and the place of every finding; north up."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.picture import Frame
from geo.spatial.shapes import to_shapely, transformed
from parcels.fabric.models import PublishedStreet
from parcels.register.models import PublishedParcel
from permits.applications.drawing import HEIGHT, WIDTH, Picture, Shape

#: Ground around the trench that is shown, metres.
AROUND_M: Final = 15
MOST: Final = 60
#: The least width of a shape on the picture, metres: a trench of half a metre is still seen.
BAND_M: Final = 0.25


def draw_dig(works: GEOSGeometry, findings: Sequence[Mapping[str, Any]]) -> Picture:
    """Return the trench in its street; what a finding says of a place is a shape with the id "place-<rule>"."""
    dug = to_shapely(works)
    window = dug.buffer(AROUND_M).envelope
    frame = Frame.around([window], width=WIDTH, height=HEIGHT, margin=0.02)
    shown = shapely.box(frame.west, frame.north - HEIGHT / frame.scale, frame.west + WIDTH / frame.scale, frame.north)
    shapes = [*_ground(frame, shown), Shape(frame.path(dug.buffer(BAND_M)), "works"), *_places(frame, shown, findings)]
    return Picture(tuple(shapes), ())


def _ground(frame: Frame, shown: BaseGeometry) -> Iterator[Shape]:
    for street in PublishedStreet.objects.filter(geom__bboverlaps=shown.buffer(AROUND_M).wkt).order_by("pk")[:MOST]:
        land = to_shapely(street.geom).buffer(float(street.width_m) / 2, cap_style="flat")
        yield from _cut(frame, land, shown, "neighbour", street.local_name)
    for parcel in PublishedParcel.objects.filter(geom__bboverlaps=shown.wkt).order_by("code")[:MOST]:
        yield from _cut(frame, to_shapely(parcel.geom), shown, "land", parcel.number)


def _cut(frame: Frame, shape: BaseGeometry, shown: BaseGeometry, style: str, label: str) -> Iterator[Shape]:
    """Yield what of a surface the picture shows, its label in the middle of that."""
    seen = shape.intersection(shown)
    if seen.area > 0:
        inside = seen.representative_point()
        x, y = frame.place(inside.x, inside.y)
        for place, part in enumerate(_surfaces(seen)):
            yield Shape(frame.path(part), style, "", "" if place else label, x, y)


def _places(frame: Frame, shown: BaseGeometry, findings: Sequence[Mapping[str, Any]]) -> Iterator[Shape]:
    for finding in findings:
        if finding["answer"] != "yes" and finding["geometry"]:
            told = GEOSGeometry(json.dumps(finding["geometry"]), srid=LONLAT_SRID)
            place = to_shapely(transformed(told, storage_srid())).buffer(BAND_M).intersection(shown)
            paths = " ".join(frame.path(part) for part in _surfaces(place))
            if paths:
                yield Shape(paths, "wrong", f"place-{finding['rule']}")


def _surfaces(shape: BaseGeometry) -> list[BaseGeometry]:
    return [part for each in shapely.get_parts(shape) for part in shapely.get_parts(each) if part.area > 0]
