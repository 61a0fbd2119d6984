"""What is wrong between the rows of a reading, whatever they are to become: twins, overlaps, gaps, areas, numbers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from django.utils import timezone
from numpy.typing import NDArray

from geo.spatial_rules.selectors import value_on
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.registry import Found

Array = NDArray[Any]
#: Reference value: share by which a stated area may differ from the measured one.
AREA = "deed_area_relative"
#: Reference value: width, in metres, up to which a void between rows is a fault of drawing.
GAP = "sliver_width"
#: Metres by which common land is shrunk: what vanishes was nowhere wider than 1.5 mm. The register's own rule
#: (docs/decisions, 7). What is narrower comes of snapping wherever a corner lies on a neighbour's side: it is not told.
_SHRUNK = -0.00075
#: Rows whose boxes are looked up at once, pairs that are compared at once, and overlaps that are told of one row.
_AT_ONCE, _PAIRS, _TOLD = 25, 20_000, 20
#: Boxes that meet a row's on average, and in a small file, beyond which no more are compared.
_MEETING, _MEETING_ANYHOW = 200, 1_000_000


def check_rows(layer: StagedLayer, *, numbered: bool, points: bool = False) -> Iterator[Found]:
    """Yield what is found of the rows that have no fault; of points their numbers only."""
    rows = list(StagedRow.objects.filter(layer=layer, faults=[]).order_by("number").defer("attributes"))
    if not points:
        shapes = np.asarray(shapely.from_wkb([bytes(row.outline.wkb) for row in rows]), dtype=object)
        yield from overlaps(rows, shapes)
        yield from gaps(rows, shapes)
        yield from areas(rows)
    if numbered:
        yield from labels(rows)


def overlaps(rows: list[StagedRow], shapes: Array) -> Iterator[Found]:
    """Yield rows that hold land of an earlier row; boxes, then interiors, then how wide the common land is.

    A file may hold one outline two hundred thousand times: few pairs are compared at once, of one row so many overlaps
    are told, and where boxes meet without end the rows that were not compared are told, and stand in the way.
    """
    tree, looked = shapely.STRtree(shapes), 0
    for start in range(0, len(shapes), _AT_ONCE):
        if looked > _MEETING * len(shapes) + _MEETING_ANYHOW:
            yield from (Found(row_id=row.pk, code="overlaps_unknown", blocks=True) for row in rows[start:])
            return
        later, earlier = tree.query(shapes[start : start + _AT_ONCE])
        looked += len(later)
        later = later + start
        before = later > earlier
        later, earlier = later[before], earlier[before]
        order = np.lexsort((earlier, later))
        yield from _overlapping(rows, shapes, later[order], earlier[order])


def _overlapping(rows: list[StagedRow], shapes: Array, later: Array, earlier: Array) -> Iterator[Found]:
    """Yield the overlaps among pairs of rows, which come in order; at most _TOLD of a row."""
    told: Counter[int] = Counter()
    for start in range(0, len(later), _PAIRS):
        some, others = (each[start : start + _PAIRS] for each in (later, earlier))
        open_ = np.array([told[row] < _TOLD for row in some.tolist()], dtype=bool)
        some, others = some[open_], others[open_]
        inside = shapely.relate_pattern(shapes[some], shapes[others], "T********")
        some, others = some[inside], others[inside]
        common = shapely.intersection(shapes[some], shapes[others])
        wide = np.flatnonzero(~shapely.is_empty(shapely.buffer(common, _SHRUNK)))
        for at in wide.tolist():
            row, other = int(some[at]), int(others[at])
            told[row] += 1
            if told[row] <= _TOLD:
                code = "same_as_row" if shapely.equals(shapes[row], shapes[other]) else "overlaps_row"
                facts = {"other_row": rows[other].number, "area_m2": round(float(common[at].area), 3)}
                yield Found(row_id=rows[row].pk, code=code, blocks=True, facts=facts, wkb=shapely.to_wkb(common[at]))


def gaps(rows: list[StagedRow], shapes: Array) -> Iterator[Found]:
    """Yield voids between rows that are too narrow to be land of their own; nothing where no width is recorded."""
    width = value_on(GAP, timezone.localdate())
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
