"""Which layers a reader sees as collections, and how far each extends."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db import connections
from psycopg import sql

from geo.accounts.policies import Person, memberships_of
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers_for
from geo.spatial.crs import LONLAT_SRID
from tiles.ogc.errors import CollectionUnknown
from tiles.ogc.rows import PUBLIC_READER, rows_today
from tiles.ogc.systems import Bounds, storage_system, surroundings, to_lonlat

#: The extent reads every feature of a layer: asked for anew after so many seconds.
EXTENT_SECONDS = 600
_EXTENT = sql.SQL("""
SELECT ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
  FROM (SELECT ST_Extent({}) FROM {} AS source) AS whole (box)
""")


def collections_for(person: Person) -> tuple[Layer, ...]:
    """Return the layers that a reader may see, in drawing order; those of the staff exist for nobody else."""
    audience = Audience.STAFF if memberships_of(person).exists() else Audience.PUBLIC
    return tuple(layer for layer in layers_for(audience) if not layer.follows)


def collection_named(name: str, person: Person) -> Layer:
    """Return a layer that a reader may see. Errors: CollectionUnknown."""
    found = next((layer for layer in collections_for(person) if layer.name == name), None)
    if found is None:
        raise CollectionUnknown
    return found


def with_words(shown: Sequence[Layer]) -> list[Layer]:
    """Return layers and the layers that carry their words, in drawing order."""
    audiences = {layer.name: layer.audience for layer in shown}
    return [
        layer for layer in layers_for(Audience.STAFF)
        if layer.name in audiences or audiences.get(layer.follows) == layer.audience
    ]  # fmt: skip


def extent_of(layer: Layer) -> Bounds:
    """Return the box around a layer, degrees, longitude first; where it tells too much or is empty, around the country.

    A box around the rows of one office would tell others where they lie.
    """
    if layer.audience != Audience.PUBLIC:
        return _country()
    key = f"ogc-extent-{layer.name}"
    known: Bounds | None = cache.get(key)
    if known is None:
        known = _measured(layer) or _country()
        cache.set(key, known, EXTENT_SECONDS)
    return known


def _country() -> Bounds:
    return surroundings(LONLAT_SRID)


def _measured(layer: Layer) -> Bounds | None:
    rows = rows_today(layer)
    with connections[PUBLIC_READER].cursor() as cursor:
        cursor.execute(_EXTENT.format(rows.geometry, rows.relation))
        west, south, east, north = cursor.fetchone()
    if west is None:
        return None
    return to_lonlat(storage_system().srid).transform_bounds(west, south, east, north)
