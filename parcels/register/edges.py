"""The four boundaries of a parcel, each with its lengths and what it adjoins, as deeds describe land."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, TypeAlias
from uuid import UUID

import shapely
from django.contrib.gis.geos import Polygon as GeosPolygon
from pyproj import Proj
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import format_number, to_arabic_digits
from geo.printing.maps import sides_of
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.fabric.enums import StreetClass
from parcels.fabric.models import PublishedStreet
from parcels.register.enums import Compass
from parcels.register.models import PublishedParcel

#: Parcels that adjoin lie no further apart, metres (data/reference, adjacency_contact).
CONTACT_M = 0.05
#: A stretch that counts is at least so long, metres (data/reference, adjacency_length), or half of a shorter side.
STRETCH_M = 1.0
#: An old lane widens and narrows, and the register holds one width: its edge may lie so far from there, metres.
STREET_EDGE_M = 2.0
#: Half of the widest street, with its tolerance: where streets are looked for, metres.
STREET_REACH_M = 62.0

Line: TypeAlias = LineString | MultiLineString
Kind = Literal["parcel", "street", "open"]


@dataclass(frozen=True, slots=True)
class Abutter:
    """What a side adjoins over so many metres of the grid: a numbered parcel, a street, or land not in the register."""

    kind: Kind
    text_ar: str
    text_en: str
    code: str = ""
    parcel_id: UUID | None = None
    street_id: int | None = None
    width_m: Decimal | None = None
    along_m: float = 0.0


@dataclass(frozen=True, slots=True)
class BoundarySide:
    """All of the outer boundary that looks one way (الحد الشمالي…): metres on the grid and on the ground.

    `line` is in the storage CRS; the abutters follow each other by length, the longest first.
    """

    facing: Compass
    length_grid_m: float
    length_ground_m: float
    line: Line
    abutters: tuple[Abutter, ...]


def boundary_sides(parcel: PublishedParcel) -> tuple[BoundarySide, ...]:
    """Return the sides of a parcel's outer boundary: north, east, south, west, those that it has.

    Two questions to the database. Public: neighbours and streets are read from what is published.
    """
    shape = to_shapely(parcel.geom)
    scale = point_scale(shape)
    near = list(PublishedParcel.objects.filter(geom__dwithin=(parcel.geom, CONTACT_M)).exclude(pk=parcel.pk))
    streets = _streets_near(shape)
    return tuple(
        BoundarySide(facing, line.length, line.length / scale, line, _abutters(line, parcel, near, streets))
        for facing, line in side_lines(shape).items()
    )


def side_lines(shape: BaseGeometry) -> dict[Compass, Line]:
    """Return the outer boundary of a surface by the way its edges look; edges that follow each other are one line."""
    edges: dict[Compass, list[LineString]] = {facing: [] for facing in Compass}
    for side in sides_of(shape):
        edges[Compass(side.facing.value)].append(side.line)
    return {facing: shapely.line_merge(MultiLineString(found)) for facing, found in edges.items() if found}


def point_scale(shape: BaseGeometry) -> float:
    """Return grid metres per metre on the ellipsoid in the middle of a shape (Snyder 1987, p. 58, transverse Mercator).

    The height above the ellipsoid is left out: in the Gulf's lowlands it changes a length by less than 1:60,000.
    """
    middle = shape.centroid
    projection = _projection(storage_srid())
    longitude, latitude = projection(middle.x, middle.y, inverse=True)
    return float(projection.get_factors(longitude, latitude).meridional_scale)


@cache
def _projection(srid: int) -> Proj:
    return Proj(f"EPSG:{srid}")


def _streets_near(shape: BaseGeometry) -> list[tuple[PublishedStreet, BaseGeometry]]:
    """Return the streets that may reach a shape, each with the ground up to its edges."""
    west, south, east, north = shape.bounds
    box = GeosPolygon.from_bbox(
        (west - STREET_REACH_M, south - STREET_REACH_M, east + STREET_REACH_M, north + STREET_REACH_M)
    )
    box.srid = storage_srid()
    found = PublishedStreet.objects.filter(geom__bboverlaps=box).order_by("pk")
    return [
        (street, shapely.buffer(to_shapely(street.geom), float(street.width_m) / 2 + STREET_EDGE_M)) for street in found
    ]


def _abutters(
    line: Line,
    parcel: PublishedParcel,
    near: Sequence[PublishedParcel],
    streets: Sequence[tuple[PublishedStreet, BaseGeometry]],
) -> tuple[Abutter, ...]:
    """Name what a side adjoins: first the parcels that share it, then along the rest streets, or what is unknown."""
    least = _least(line)
    found: list[Abutter] = []
    rest: BaseGeometry = line
    for other in near:
        touched = shapely.buffer(to_shapely(other.geom), CONTACT_M)
        along = shapely.intersection(line, touched).length
        if along >= least:
            found.append(_parcel(other, parcel, along))
            rest = shapely.difference(rest, touched)
    found += _beyond(_pieces(rest, least), streets)
    return tuple(sorted(found, key=lambda abutter: (-abutter.along_m, abutter.code)))


def _least(line: BaseGeometry) -> float:
    """Return how long a stretch must be to count: a corner that touches is no neighbour."""
    return min(STRETCH_M, float(line.length) / 2)


def _pieces(rest: BaseGeometry, least: float) -> list[BaseGeometry]:
    merged = shapely.line_merge(rest)
    return [piece for piece in shapely.get_parts(merged) if piece.length >= least]


def _beyond(pieces: Iterable[BaseGeometry], streets: Sequence[tuple[PublishedStreet, BaseGeometry]]) -> list[Abutter]:
    """Name what lies beyond stretches without a neighbour; a street that borders several of them is named once."""
    along: dict[PublishedStreet | None, float] = {}
    for piece in pieces:
        street = _street_along(piece, streets)
        along[street] = along.get(street, 0.0) + piece.length
    return [_street(street, length) if street else _open(length) for street, length in along.items()]


def _street_along(
    piece: BaseGeometry, streets: Sequence[tuple[PublishedStreet, BaseGeometry]]
) -> PublishedStreet | None:
    """Return the street that borders most of a stretch, if it borders half of it; of equals the nearer."""
    best: PublishedStreet | None = None
    rank = (piece.length / 2, 0.0)
    middle = piece.interpolate(0.5, normalized=True)
    for street, ground in streets:
        covered = round(shapely.intersection(piece, ground).length, 2)
        edge = float(street.width_m) / 2 - shapely.distance(to_shapely(street.geom), middle)
        if covered >= piece.length / 2 and (covered, -abs(edge)) > rank:
            best, rank = street, (covered, -abs(edge))
    return best


def _parcel(other: PublishedParcel, parcel: PublishedParcel, along_m: float) -> Abutter:
    """Word a neighbour as deeds do: its number, and its block where that is another."""
    arabic, english = f"القطعة رقم {other.number}", f"Parcel {other.number}"
    if other.block_id != parcel.block_id:
        arabic, english = f"{arabic} بلك {other.block_label}", f"{english}, block {other.block_label}"
    return Abutter(
        "parcel", to_arabic_digits(arabic), english, code=other.code, parcel_id=other.pk, along_m=along_m
    )  # fmt: skip


def _street(street: PublishedStreet, along_m: float) -> Abutter:
    """Word a street as deeds do: its name if it has one, and its width."""
    alley = street.street_class == StreetClass.ALLEY
    width = Decimal(format(street.width_m.normalize(), "f"))  # 20, and neither 20.00 nor 2E+1
    arabic = street.name or ("سكة" if alley else "شارع")
    english = street.name_en or street.name or ("Alley" if alley else "Street")
    return Abutter(
        "street",
        f"{arabic} عرض {format_number(width, 'ar')} م",
        f"{english}, {format_number(width, 'en')} m wide",
        street_id=street.pk,
        width_m=street.width_m,
        along_m=along_m,
    )


def _open(along_m: float) -> Abutter:
    """Word what the register does not know: nothing is said of whose it is."""
    return Abutter("open", "أرض غير مقيدة في السجل", "Land that is not in the register", along_m=along_m)
