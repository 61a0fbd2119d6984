"""How the rows of a reading stand: sound, to be looked at, in the way, faulty, or left out; by number and by place."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db import connection

from geo.municipalities.models import Municipality
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.staging.enums import Standing
from geo.staging.errors import NoGround
from geo.staging.models import StagedLayer

#: Metres around a territory within which rows are drawn.
FAR_M = 50_000.0
#: The last word of a person, then faults, then findings; each is gathered once, however many rows there are.
_ROWS = """
WITH chosen AS (
  SELECT DISTINCT ON (c.row_id) c.row_id, c.left_out, c.reason
    FROM staging_rowchoice c JOIN staging_stagedrow r ON r.id = c.row_id WHERE r.layer_id = %(layer)s
   ORDER BY c.row_id, c.id DESC),
found AS (
  SELECT f.row_id, bool_or(f.blocks) AS blocks
    FROM staging_stagedfinding f JOIN staging_stagedrow r ON r.id = f.row_id WHERE r.layer_id = %(layer)s
   GROUP BY f.row_id),
told AS (
  SELECT r.id, r.number, r.label, r.geom, coalesce(chosen.reason, '') AS reason,
         CASE WHEN chosen.left_out THEN 'left_out' WHEN r.faults <> '[]' THEN 'faulty' WHEN found.blocks THEN 'blocked'
              WHEN found.row_id IS NOT NULL THEN 'warned' ELSE 'sound' END AS standing
    FROM staging_stagedrow r LEFT JOIN chosen ON chosen.row_id = r.id LEFT JOIN found ON found.row_id = r.id
   WHERE r.layer_id = %(layer)s)
"""
_COUNTS = f"{_ROWS} SELECT standing, count(*) FROM told GROUP BY standing"  # noqa: S608 - parts of ours
_KEYS = f"""{_ROWS} SELECT id FROM told
 WHERE standing = ANY (%(standings)s) AND (%(numbers)s::integer[] IS NULL OR number = ANY (%(numbers)s))
 ORDER BY number"""  # noqa: S608 - parts of ours
_PAGE = f"""{_ROWS} SELECT id, number, standing, reason FROM told
 WHERE standing = ANY (%(standings)s) AND number = coalesce(%(number)s::integer, number)
   AND number > %(after)s
 ORDER BY number LIMIT %(most)s OFFSET %(skipped)s"""  # noqa: S608 - parts of ours
#: What stands in the way is drawn first where not all can be drawn.
_PLACED = f"""{_ROWS} SELECT id, number, label, standing, ST_AsGeoJSON(ST_Transform(geom, %(frame)s), 3) FROM told
 WHERE geom && %(window)s::geometry AND geom @ %(sight)s::geometry
 ORDER BY array_position(ARRAY['faulty', 'blocked', 'warned', 'left_out', 'sound'], standing), number
 LIMIT %(most)s"""  # noqa: S608 - parts of ours
#: Why rows are faulty, and what was found of them; each row once a code.
_CODES = """
SELECT code, blocks, count(DISTINCT id) FROM (
  SELECT r.id, fault ->> 'code' AS code, true AS blocks
    FROM staging_stagedrow r, jsonb_array_elements(r.faults) AS fault WHERE r.layer_id = %(layer)s
  UNION ALL
  SELECT f.row_id, f.code, f.blocks FROM staging_stagedfinding f JOIN staging_stagedrow r ON r.id = f.row_id
   WHERE r.layer_id = %(layer)s) AS told
 GROUP BY code, blocks ORDER BY blocks DESC, count(DISTINCT id) DESC, code"""
_NOTES = """
SELECT note ->> 'code', count(DISTINCT r.id)
  FROM staging_stagedrow r, jsonb_array_elements(r.notes) AS note WHERE r.layer_id = %(layer)s AND r.notes <> '[]'
 GROUP BY 1 ORDER BY 2 DESC, 1"""
_EXTENT = """
SELECT ST_AsEWKB(ST_SetSRID(ST_Extent(geom)::geometry, %(srid)s)) FROM staging_stagedrow
 WHERE layer_id = %(layer)s AND geom @ %(sight)s::geometry"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row on the map: its outline as GeoJSON in EPSG:3857."""

    pk: int
    number: int
    label: str
    standing: Standing
    outline: str


def counts(layer: StagedLayer) -> dict[str, int]:
    """Return how many rows were read, stand each way, and can be accepted (`good`)."""
    found = dict(_asked(_COUNTS, layer))
    told = {standing.value: found.get(standing.value, 0) for standing in Standing}
    return {"read": sum(told.values()), "good": told[Standing.SOUND] + told[Standing.WARNED], **told}


def standing_of(layer: StagedLayer, standings: Collection[Standing], numbers: Collection[int] | None) -> list[int]:
    """Return the keys of the rows that stand so, in their order; of these numbers, or of all."""
    wanted = [standing.value for standing in standings]
    rows = _asked(_KEYS, layer, standings=wanted, numbers=None if numbers is None else list(numbers))
    return [key for (key,) in rows]


def standing_page(
    layer: StagedLayer,
    standings: Collection[Standing],
    *,
    most: int,
    skipped: int,
    number: int | None = None,
    after: int = -1,
) -> list[tuple[int, int, Standing, str]]:
    """Return a page of the rows that stand so: key, number, standing, and why a person left it out or took it in."""
    wanted = [standing.value for standing in standings]
    rows = _asked(_PAGE, layer, standings=wanted, most=most, skipped=skipped, number=number, after=after)
    return [(key, number, Standing(standing), reason) for key, number, standing, reason in rows]


def placed_within(layer: StagedLayer, window: GEOSGeometry, sight: GEOSGeometry, *, most: int) -> list[Placed]:
    """Return rows whose box meets a window (storage CRS), those in the way first; none that leaves `sight`."""
    rows = _asked(
        _PLACED, layer, frame=TILE_SRID, window=window.hexewkb.decode(), sight=sight.hexewkb.decode(), most=most
    )
    return [Placed(key, number, label, Standing(standing), outline) for key, number, label, standing, outline in rows]


def by_code(layer: StagedLayer) -> list[tuple[str, bool, int]]:
    """Return each fault or finding, whether it blocks, and how many rows it is told of; those that block first."""
    return list(_asked(_CODES, layer))


def notes_by_code(layer: StagedLayer) -> list[tuple[str, int]]:
    """Return what was changed in reading, and in how many rows."""
    return list(_asked(_NOTES, layer))


def extent_of(layer: StagedLayer, sight: GEOSGeometry) -> GEOSGeometry | None:
    """Return the box of the rows that can be drawn, storage CRS; None where there is none."""
    ((found,),) = _asked(_EXTENT, layer, srid=storage_srid(), sight=sight.hexewkb.decode())
    return None if found is None else GEOSGeometry(memoryview(found))


def _asked(statement: str, layer: StagedLayer, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"layer": layer.pk, **values})
        return list(cursor.fetchall())


def sight_of(office: Municipality) -> GEOSGeometry:
    """Return the box around the territory of a body in which rows can be drawn: what lies further is only told."""
    if office.territory is None:
        raise NoGround
    west, south, east, north = office.territory.extent
    box = Polygon.from_bbox((west - FAR_M, south - FAR_M, east + FAR_M, north + FAR_M))
    box.srid = storage_srid()
    return box


def window_of(typed: tuple[float, float, float, float], sight: GEOSGeometry) -> GEOSGeometry:
    """Return a box of the map (EPSG:3857), cut to `sight`, in the storage CRS; empty where they do not meet."""
    window = Polygon.from_bbox(typed)
    window.srid = TILE_SRID
    seen = window.intersection(sight.transform(TILE_SRID, clone=True))
    return seen if seen.empty else seen.transform(storage_srid(), clone=True)
