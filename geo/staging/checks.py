"""What is wrong between the rows of a reading, whatever they are to become: twins, overlaps, gaps, areas, numbers."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import shapely
from django.db import connection
from django.utils import timezone

from geo.spatial_rules.selectors import value_on
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.registry import Found

#: Reference value: share by which a stated area may differ from the measured one.
AREA = "deed_area_relative"
#: Reference value: width, in metres, up to which a void between rows is a fault of drawing.
GAP = "sliver_width"
#: The register's own rule of what overlaps (docs/decisions): boxes, then a shared inside, then some area on the grid.
_OVERLAPS = """
SELECT one.id, other.number, ST_AsBinary(ST_Intersection(one.geom, other.geom, 0.001)), ST_Equals(one.geom, other.geom),
       ST_Area(ST_Intersection(one.geom, other.geom, 0.001))
  FROM staging_stagedrow one
  JOIN staging_stagedrow other ON other.layer_id = one.layer_id AND other.number < one.number AND one.geom && other.geom
 WHERE one.layer_id = %s AND one.faults = '[]' AND other.faults = '[]' AND ST_Relate(one.geom, other.geom, 'T********')
   AND ST_Area(ST_Intersection(one.geom, other.geom, 0.001)) > 0
 ORDER BY one.number, other.number
"""


def check_rows(layer: StagedLayer, *, numbered: bool) -> Iterator[Found]:
    """Yield what is found of the rows that have no fault."""
    rows = list(StagedRow.objects.filter(layer=layer, faults=[]).order_by("number").defer("attributes"))
    yield from overlaps(layer)
    yield from gaps(rows)
    yield from areas(rows)
    if numbered:
        yield from labels(rows)


def overlaps(layer: StagedLayer) -> Iterator[Found]:
    """Yield rows that hold land of an earlier row."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, [layer.pk])
        found = cursor.fetchall()
    for row, other, wkb, equal, area in found:
        code = "same_as_row" if equal else "overlaps_row"
        yield Found(
            row_id=row, code=code, blocks=True, facts={"other_row": other, "area_m2": round(area, 3)}, wkb=bytes(wkb)
        )


def gaps(rows: list[StagedRow]) -> Iterator[Found]:
    """Yield voids between rows that are too narrow to be land of their own; nothing where no width is recorded."""
    width = value_on(GAP, timezone.localdate())
    shapes = shapely.from_wkb([bytes(row.outline.wkb) for row in rows])
    if width is None or not len(shapes):
        return
    tree = shapely.STRtree(shapes)
    for part in shapely.get_parts(shapely.union_all(shapes)):
        for ring in part.interiors:
            void = shapely.Polygon(ring)
            if not shapely.buffer(void, -float(width.value) / 2).is_empty:
                continue
            beside = rows[int(tree.nearest(void))]
            facts = {"area_m2": round(void.area, 3)}
            yield Found(row_id=beside.pk, code="gap", blocks=False, facts=facts, wkb=shapely.to_wkb(void))


def areas(rows: list[StagedRow]) -> Iterator[Found]:
    """Yield rows whose stated area differs from the measured one beyond today's tolerance, if one is known."""
    tolerance = value_on(AREA, timezone.localdate())
    for row in rows:
        stated = row.stated_area_m2
        if stated is None or stated <= 0:
            continue
        measured = float(row.outline.area)
        facts = {"stated_m2": stated, "measured_m2": round(measured, 2)}
        if tolerance is None:
            yield Found(row_id=row.pk, code="area_tolerance_unknown", blocks=False, facts=facts)
        elif abs(stated - measured) > float(tolerance.value) * stated:
            yield Found(row_id=row.pk, code="area_differs", blocks=False, facts=facts)


def labels(rows: list[StagedRow]) -> Iterator[Found]:
    """Yield rows whose number comes more than once; and those without one, where others have one."""
    counts = Counter(row.label for row in rows if row.label)
    for row in rows:
        if counts and not row.label:
            yield Found(row_id=row.pk, code="label_missing", blocks=False)
        elif counts[row.label] > 1:
            yield Found(row_id=row.pk, code="label_twice", blocks=False, facts={"number": row.label})


def measured(rows: list[StagedRow]) -> tuple[np.ndarray, np.ndarray]:
    """Return stated and measured areas of rows that state one, square metres, shape (n,)."""
    stating = [row for row in rows if row.stated_area_m2]
    return np.array([row.stated_area_m2 for row in stating]), np.array([row.outline.area for row in stating])
