"""What the workbench is told of a block: its parcels on the map, who meets whom, and how the street is reached."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from django.contrib.gis.geos import GeometryCollection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number, local_digits
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import to_geos, to_shapely, transformed
from parcels.numbering.adjacency import pairs_within
from parcels.numbering.decided import Place, read_parcels
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Geometries, Ints, Key, NumberingSettings, ParcelInput
from parcels.numbering.score import LEAST_BOUND_M, nearest_access
from parcels.register.models import Alias, Parcel
from permits.numbering_runs.models import RunBlock, RunRevision
from permits.numbering_runs.outlines import walked_outlines
from permits.numbering_runs.selectors import outlines

#: Decimals of coordinates in EPSG:3857 (centimetres: they are only drawn) and of metres (the engine's own grid).
DRAWN: Final = 2
MEASURED: Final = 6


@dataclass(frozen=True)
class ReadBlock:
    """A block as the engine reads it: `keys[i]` is parcel i of its ground, `shapes[i]` its outline, storage CRS."""

    keys: tuple[str, ...]
    shapes: Geometries
    ground: BlockGround
    settings: NumberingSettings


def read_block(
    parcels: Sequence[ParcelInput], settings: NumberingSettings, access: Mapping[Key, Place] | None = None
) -> ReadBlock:
    """Read a block of valid polygons, metres, in the engine's own order, whatever order they come in."""
    read = read_parcels(parcels, settings, access)
    return ReadBlock(tuple(str(key) for key in read.keys), read.shapes, read.ground, settings)


def block_read(block: RunBlock, settings: NumberingSettings) -> ReadBlock:
    """Read the block of a run as its score was read: from cleaned outlines, entered where a person said."""
    return read_block(walked_outlines(block.order, block.revision.cleaning), settings, block.access)


def ground_told(block: RunBlock, revision: RunRevision, read: ReadBlock) -> dict[str, Any]:
    """Return the whole of what the workbench is told; places on the map in EPSG:3857, lengths in metres on the grid."""
    at = {key: index for index, key in enumerate(read.keys)}
    told = measured(read)
    ring, parcels = _drawn(read)
    names = names_of(block.order)
    for parcel, key, drawn in zip(told["parcels"], read.keys, parcels, strict=True):
        parcel.update(drawn, key=key, **names[UUID(key)])
    told["ring"]["line"] = ring
    return told | {
        "revision": revision.number,
        "order": [at[str(parcel)] for parcel in block.order],
        "locked": [at[str(parcel)] for parcel in block.locked],
        "stretch": shapely.LineString(ring).length / read.ground.ring.length_m,
    }


def measured(read: ReadBlock) -> dict[str, Any]:
    """Return what the score is computed from: pairs [i, j, metres], accesses on the ring, outlines in metres."""
    ground = read.ground
    adjacency = ground.adjacency
    shared = zip(adjacency.first.tolist(), adjacency.second.tolist(), adjacency.shared_m.tolist(), strict=True)
    fronting = set(ground.fronting)
    access = nearest_access(ground).tolist()
    return {
        "parcels": [
            {
                "access_m": access[i],
                "fronting": i in fronting,
                "landlocked": i not in fronting,
                "metres": _faces(shape, MEASURED),
            }
            for i, shape in enumerate(ground.parcels)
        ],
        "adjacent": [list(pair) for pair in shared],
        "near": _near(ground.parcels, read.settings.near_m),
        "ring": {"length_m": ground.ring.length_m},
        "near_m": read.settings.near_m,
        "least_bound_m": LEAST_BOUND_M,
    }


def names_of(parcels: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Return how each parcel is called: by its number or another name, else by its area, beside the area."""
    language = get_language() or "ar"
    others: dict[UUID, list[str]] = defaultdict(list)
    for parcel_id, text in Alias.objects.filter(parcel__in=parcels).order_by("pk").values_list("parcel_id", "text"):
        others[parcel_id].append(text)
    labels = dict(Parcel.objects.filter(pk__in=parcels).exclude(parcel_label="").values_list("pk", "parcel_label"))
    areas = {pk: version.geom.area for pk, version in outlines(parcels).items()}
    told = {}
    for parcel in parcels:
        area = _("%(area)s m²") % {"area": format_number(areas[parcel], language, places=0)}
        label = local_digits(labels.get(parcel, ""), language)
        number = [_("Parcel %(number)s") % {"number": label}] if label else []
        called = " · ".join([*number, *others[parcel]])
        told[parcel] = {"name": called or _("Parcel of %(area)s") % {"area": area}, "about": area if called else ""}
    return told


def _near(parcels: Geometries, near_m: float) -> list[list[float]]:
    first, second = pairs_within(parcels, near_m)
    apart = np.asarray(shapely.distance(parcels[first], parcels[second]), dtype=np.float64)
    near = apart <= near_m
    return [list(pair) for pair in zip(first[near].tolist(), second[near].tolist(), apart[near].tolist(), strict=True)]


def _drawn(read: ReadBlock) -> tuple[list[list[float]], list[dict[str, Any]]]:
    """Return the ring, and of each parcel its faces, a point inside and its door on the ring, all in EPSG:3857."""
    ring = read.ground.ring.line
    corner = shapely.bounds(read.shapes)[:, :2].min(axis=0)
    doors = shapely.line_interpolate_point(ring, nearest_access(read.ground))
    placed = [_moved(ring, corner), _moved(shapely.multipoints(doors), corner)]
    inside = shapely.multipoints(shapely.point_on_surface(read.shapes))
    shapes = [to_geos(shape) for shape in (*placed, inside, *read.shapes)]
    on_map = to_shapely(transformed(GeometryCollection(shapes, srid=storage_srid()), TILE_SRID))
    line, at_ring, within, *faces = shapely.get_parts(on_map)
    points = zip(faces, _places(within), _places(at_ring), strict=True)
    told = [{"coordinates": _faces(face, DRAWN), "inside": one, "door": other} for face, one, other in points]
    return _places(line), told


def _moved(shape: shapely.Geometry, corner: Floats) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: points + corner)


def _places(shape: shapely.Geometry) -> list[list[float]]:
    found: list[list[float]] = shapely.get_coordinates(shape).round(DRAWN).tolist()
    return found


def _faces(surface: shapely.Geometry, decimals: int) -> list[list[list[list[float]]]]:
    """Return a surface as the coordinates of a MultiPolygon."""
    return [
        [shapely.get_coordinates(ring).round(decimals).tolist() for ring in (face.exterior, *face.interiors)]
        for face in shapely.get_parts(surface)
    ]


def indices(read: ReadBlock, parcels: Sequence[UUID]) -> Ints:
    """Return the places of parcels in the ground, in the order given."""
    at = {key: index for index, key in enumerate(read.keys)}
    return np.array([at[str(parcel)] for parcel in parcels], dtype=np.int64)
