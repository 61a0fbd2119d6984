"""What imported rows become: the outline of a draft plan."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import MultiPolygon
from django.db import connection
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely, to_surface
from geo.staging.models import StagedLayer, StagedRow
from geo.staging.registry import Acceptance, Found, Kind, kinds
from parcels.plans.enums import PlanStatus
from parcels.plans.models import District, Plan
from parcels.plans.policies import plan_subject, plan_url
from parcels.plans.services import draft_plan

_MARKS = """
SELECT DISTINCT ST_X(d.geom), ST_Y(d.geom)
  FROM (SELECT geom FROM plans_plan UNION ALL SELECT geom FROM plans_block) AS frame, ST_DumpPoints(frame.geom) AS d
 WHERE frame.geom && ST_MakeEnvelope(%s, %s, %s, %s, %s)
 LIMIT 200000
"""

#: What the drafted plan is called, where the person says so.
PLAN_ASKS = (("number", _("Plan number")), ("name", _("Name of the plan")))


class DistrictUnclear(InvalidInput):
    """The land lies in no district of the body, or in several."""

    code = "import_district_unclear"
    message = _("The land does not lie in one district of the municipal body. Send each district's land by itself.")


def frame_marks(box: tuple[float, float, float, float]) -> Any:
    """Return the corners of plans and blocks in a box, storage CRS, shape (n, 2)."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [*box, storage_srid()])
        return np.array(cursor.fetchall(), dtype=float).reshape(-1, 2)


def check_outlines(layer: StagedLayer) -> Iterator[Found]:
    """Yield rows on the land of another plan in force."""
    for row in StagedRow.objects.filter(layer=layer, faults=[]).defer("attributes"):
        over = Plan.objects.filter(
            geom__bboverlaps=row.outline, geom__relate=(row.outline, "T********"),
            status__in=(PlanStatus.APPROVED, PlanStatus.APPROVED_OLD),
        )  # fmt: skip
        for plan in over:
            yield Found(row_id=row.pk, code="overlaps_register", blocks=False, facts={"plan": plan.number or plan.name})


def accept_outline(layer: StagedLayer, rows: Iterable[StagedRow], acceptance: Acceptance) -> tuple[str, str]:
    """Draft a plan whose outline is that of all rows together. Errors: DistrictUnclear, and those of draft_plan."""
    outline = to_surface(shapely.union_all([to_shapely(row.outline) for row in rows], grid_size=0.001))
    plan = draft_for(layer, outline, acceptance)
    return plan_subject(plan.pk), plan_url(plan)


def draft_for(layer: StagedLayer, outline: MultiPolygon, acceptance: Acceptance) -> Plan:
    """Draft a plan on an outline in the district where it lies. Errors: DistrictUnclear, and those of draft_plan."""
    inside = outline.point_on_surface
    found = District.objects.filter(
        municipality_id=layer.municipality_id, geom__bboverlaps=inside, geom__intersects=inside
    )[:2]
    if len(found) != 1:
        raise DistrictUnclear
    answers = acceptance.answers
    return draft_plan(
        district=found[0], number=fold_digits(answers.get("number", "")),
        name=answers.get("name", "") or layer.upload.name[:200], geom=outline, by=acceptance.by,
        reason=acceptance.reason,
    )  # fmt: skip


kinds.register(
    "plan",
    Kind(
        name="plan", title=_("Outline of a new plan"), numbered=False, check=check_outlines, accept=accept_outline,
        marks=frame_marks, asks=PLAN_ASKS,
    ),
)  # fmt: skip
