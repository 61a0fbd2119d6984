"""A pool on the map: every plot of its plans, drawn by what stands against it, with every reason in words."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.spatial.crs import LONLAT_SRID, TILE_SRID, lonlat_bbox, lonlat_bbox_around, storage_srid
from geo.spatial.shapes import seen_of
from permits.grants.enums import Reason
from permits.grants.models import Pool, PoolPlot

#: Plots that one question of the map is answered with.
MOST = 2_000
#: What is shown around the outermost plots, metres.
MARGIN_M = 40
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Reasons that are drawn alike (a look of <land-rows>), and how the key names them."""

    look: str
    label: str | Promise
    reasons: frozenset[Reason]


#: What stands against a plot, the weightiest first: a plot with several reasons is drawn by the first that holds one.
GROUPS = (
    Group(
        "faulty", gettext_lazy("No plot of an approved plan"),
        frozenset({Reason.PLAN_NOT_APPROVED, Reason.NOT_ACTIVE}),
    ),
    Group(
        "blocked", gettext_lazy("A right, permit, case, grant or pool has it"),
        frozenset({Reason.OWNED, Reason.PERMITTED, Reason.HELD, Reason.ALLOTTED, Reason.IN_POOL}),
    ),
    Group(
        "warned", gettext_lazy("Restricted, built on, or reached by no street"),
        frozenset({Reason.MASKED, Reason.NO_STREET, Reason.BUILT}),
    ),
    Group("left_out", gettext_lazy("Only its area is in no class"), frozenset({Reason.AREA})),
)  # fmt: skip
FITS = Group("sound", gettext_lazy("fits"), frozenset())


def group_of(reasons: Sequence[str]) -> Group:
    """Return how a plot is drawn."""
    if not reasons:
        return FITS
    return next(group for group in GROUPS if group.reasons & set(reasons))


def key_of(pool: Pool) -> list[dict[str, Any]]:
    """Return the key of the map: look, words and number of plots, of those kinds that the pool has."""
    counts = Counter(group_of(reasons) for reasons in pool.plots.values_list("reasons", flat=True))
    return [{"look": each.look, "label": each.label, "count": counts[each]} for each in (FITS, *GROUPS) if counts[each]]


def extent_of(pool: Pool) -> str:
    """Return the box of a pool's plots in degrees ("west,south,east,north"), or "" for an empty pool."""
    ground = _ground_of(pool)
    return lonlat_bbox_around(ground.extent, MARGIN_M) if ground else ""


def listed(pool: Pool, most: int) -> list[tuple[PoolPlot, str]]:
    """Return so many plots of a pool at the most, each with its box in degrees."""
    plots = pool.plots.annotate(outline=Transform("version__geom", LONLAT_SRID))[:most]
    return [(plot, lonlat_bbox(plot.outline)) for plot in plots]


def rows_within(pool: Pool, box: Box) -> tuple[list[dict[str, Any]], bool]:
    """Return the plots of a pool in a box (EPSG:3857) as <land-rows> draws them, and whether these are all."""
    ground = _ground_of(pool)
    area = seen_of(ground, box, around_m=MARGIN_M) if ground else None
    if area is None:
        return [], True
    near = pool.plots.filter(version__geom__bboverlaps=area).annotate(
        drawn=AsGeoJSON(Transform("version__geom", TILE_SRID))
    )
    found = list(near[: MOST + 1])
    return [_row(plot) for plot in found[:MOST]], len(found) <= MOST


def _ground_of(pool: Pool) -> GEOSGeometry | None:
    """Return the box of a pool's plots, storage CRS; None for an empty pool."""
    extent = pool.plots.aggregate(box=Extent("version__geom"))["box"]
    if extent is None:
        return None
    ground = Polygon.from_bbox(extent)
    ground.srid = storage_srid()
    return ground


def _row(plot: Any) -> dict[str, Any]:
    reasons = [str(Reason(each).label) for each in plot.reasons]
    return {
        "key": plot.code,
        "look": group_of(plot.reasons).look,
        "name": "",
        "told": " · ".join(reasons) if reasons else _("fits"),
        "url": reverse("register:parcel", args=[plot.code]),
        "geometry": json.loads(plot.drawn),
    }
