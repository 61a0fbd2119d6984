"""What imported rows become: parcels of a draft plan, held against what stands."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import MultiPolygon
from django.db import connection
from django.utils.translation import gettext_lazy as _

from geo.errors import InvalidInput
from geo.exchange.reading.texts import clean
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely, to_surface
from geo.staging.errors import OnlyCompared
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.registry import Acceptance, Found, Kind, kinds
from parcels.plans.exchange import PLAN_ASKS, draft_for
from parcels.plans.policies import plan_subject, plan_url
from parcels.register.enums import PUBLIC_STATES
from parcels.register.models import Parcel
from parcels.register.services import NewParcel, enter_parcels

#: Characters of a parcel number.
LABEL = 20
#: What rows share with land in force. What is wider than 1.5 mm overlaps, by the rule of refuse_overlaps_v1; what is
#: narrower is the trace of two roundings to the millimetre (docs/decisions, 7).
_STANDING = """
SELECT r.id, p.id, p.code, ST_AsBinary(shared.geom), ST_Area(shared.geom), shared.wide
  FROM staging_stagedrow r
  JOIN register_boundaryversion b ON r.geom && b.geom AND upper_inf(b.recorded) AND upper_inf(b.valid)
  JOIN register_parcel p ON p.id = b.parcel_id AND p.state = ANY (%s)
 CROSS JOIN LATERAL (
   SELECT found.geom, NOT ST_IsEmpty(ST_Buffer(found.geom, -0.00075)) AS wide
     FROM (SELECT ST_Intersection(r.geom, b.geom) AS geom OFFSET 0) AS found) AS shared
 WHERE r.layer_id = %s AND r.faults = '[]' AND ST_Relate(r.geom, b.geom, 'T********')
 ORDER BY r.number, p.code
"""
_LIES_ON = """
SELECT r.id, coalesce(array_agg(DISTINCT p.code) FILTER (WHERE p.code IS NOT NULL), '{}'), ST_NumGeometries(r.geom)
  FROM staging_stagedrow r
  LEFT JOIN register_boundaryversion b ON r.geom && b.geom AND upper_inf(b.recorded) AND upper_inf(b.valid)
                                      AND ST_Intersects(b.geom, r.geom)
  LEFT JOIN register_parcel p ON p.id = b.parcel_id AND p.state = ANY (%s)
 WHERE r.layer_id = %s AND r.faults = '[]'
 GROUP BY r.id
 ORDER BY r.number
"""
_MARKS = """
SELECT DISTINCT ST_X(dumped.geom), ST_Y(dumped.geom)
  FROM register_boundaryversion b, ST_DumpPoints(b.geom) AS dumped
 WHERE upper_inf(b.recorded) AND b.geom && ST_MakeEnvelope(%s, %s, %s, %s, %s)
 LIMIT 200000
"""


def standing_marks(box: tuple[float, float, float, float]) -> Any:
    """Return the corners of land that the register holds in a box, storage CRS, shape (n, 2)."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [*box, storage_srid()])
        return np.array(cursor.fetchall(), dtype=float).reshape(-1, 2)


def check_parcels(layer: StagedLayer) -> Iterator[Found]:
    """Yield rows on land that stands in the register, that are in parts, or whose number is too long.

    Strips that do not count as overlap are told once, by the largest: many a corner on a neighbour's side makes one.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [[state.value for state in PUBLIC_STATES], layer.pk])
        found = cursor.fetchall()
    for row, parcel, code, wkb, area, wide in found:
        if wide:
            facts = {"parcel": str(parcel), "parcel_code": code or "", "area_m2": round(area, 3)}
            yield Found(row_id=row, code="overlaps_register", blocks=True, facts=facts, wkb=bytes(wkb))
    yield from _strips([(row, wkb, area) for row, _parcel, _code, wkb, area, wide in found if not wide])
    for row in StagedRow.objects.filter(layer=layer, faults=[]).defer("attributes"):
        if row.outline.num_geom > 1:
            yield Found(row_id=row.pk, code="several_parts", blocks=False, facts={"parts": row.outline.num_geom})
        if len(row.label) > LABEL:
            yield Found(row_id=row.pk, code="label_long", blocks=True, facts={"most": LABEL})


def _strips(strips: list[tuple[int, bytes, float]]) -> Iterator[Found]:
    if strips:
        row, wkb, area = max(strips, key=lambda strip: strip[2])
        facts = {"count": len(strips), "area_m2": round(area, 3)}
        yield Found(row_id=row, code="strip_register", blocks=False, facts=facts, wkb=bytes(wkb))


def accept_parcels(layer: StagedLayer, rows: Iterable[StagedRow], acceptance: Acceptance) -> tuple[str, str]:
    """Draft a plan on the land of the rows and enter them as its proposed parcels. Errors: those of both."""
    taken = list(rows)
    outline = to_surface(shapely.union_all([to_shapely(row.outline) for row in taken], grid_size=0.001))
    plan = draft_for(layer, outline, acceptance)
    entered = enter_parcels(
        plan=plan, parcels=[_new(layer, row) for row in taken], source=_source(layer), by=acceptance.by,
        accuracy_m=Decimal(str(layer.accuracy_m)) if layer.accuracy_m else None,
    )  # fmt: skip
    if len(entered) != len(taken):
        raise InvalidInput
    return plan_subject(plan.pk), plan_url(plan)


def check_places(layer: StagedLayer) -> Iterator[Found]:
    """Yield for each row on which parcels its places lie, or that they lie on none; and rows that name several."""
    with connection.cursor() as cursor:
        cursor.execute(_LIES_ON, [[state.value for state in PUBLIC_STATES], layer.pk])
        for row, codes, places in cursor.fetchall():
            if places > 1:
                yield Found(row_id=row, code="several_places", blocks=False, facts={"places": places})
            facts = {"land": codes} if codes else {}
            yield Found(row_id=row, code="lies_on" if codes else "lies_on_nothing", blocks=False, facts=facts)


def compare_only(layer: StagedLayer, rows: Iterable[StagedRow], acceptance: Acceptance) -> tuple[str, str]:
    """Make nothing of places: what they stand for has records of its own. Errors: OnlyCompared."""
    raise OnlyCompared


def _new(layer: StagedLayer, row: StagedRow) -> NewParcel:
    surface = row.outline if isinstance(row.outline, MultiPolygon) else MultiPolygon(row.outline, srid=storage_srid())
    stated = Decimal(str(round(row.stated_area_m2, 2))) if row.stated_area_m2 else None
    return NewParcel(
        geom=surface, source_system="import", source_id=f"{layer.upload_id}:{row.number}", label=row.label,
        several_parts=len(surface) > 1, deed_area_m2=stated,
    )  # fmt: skip


def _source(layer: StagedLayer) -> str:
    """Return where the outlines come from: the file, its system, and the operation that moved them."""
    moved = f" · {layer.operation} (±{layer.accuracy_m:g} m)" if layer.operation else ""
    return clean(f"{layer.upload.name} · EPSG:{layer.epsg}{moved}")[:200]


def parcels_of(layer: StagedLayer) -> int:
    """Return how many parcels came of an import."""
    return Parcel.objects.filter(source_system="import", source_id__startswith=f"{layer.upload_id}:").count()


kinds.register(
    "parcels",
    Kind(
        name="parcels", title=_("Parcels of a new plan"), numbered=True, check=check_parcels, accept=accept_parcels,
        marks=standing_marks, asks=PLAN_ASKS,
    ),
)  # fmt: skip
kinds.register(
    "places",
    Kind(
        name="places", title=_("Places to be compared with the register"), numbered=False, check=check_places,
        accept=compare_only, marks=standing_marks, points=True, comparing=True,
    ),
)  # fmt: skip
