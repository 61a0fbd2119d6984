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

from geo.spatial.crs import TILE_SRID, lonlat_bbox, storage_srid
from geo.spatial.shapes import transformed
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
    around = _ground_of(pool)
    return lonlat_bbox(around) if around is not None else ""


def boxes_of(plots: Sequence[PoolPlot]) -> list[str]:
    """Return the box of each plot in degrees; their versions are read already."""
    return [lonlat_bbox(plot.version.geom) for plot in plots]


def rows_within(pool: Pool, box: Box) -> tuple[list[dict[str, Any]], bool]:
    """Return the plots of a pool in a box (EPSG:3857) as <land-rows> draws them, and whether these are all."""
    area = _seen(pool, box)
    if area is None:
        return [], True
    near = pool.plots.filter(version__geom__bboverlaps=area).annotate(
        drawn=AsGeoJSON(Transform("version__geom", TILE_SRID))
    )
    found = list(near[: MOST + 1])
    return [_row(plot) for plot in found[:MOST]], len(found) <= MOST


def _ground_of(pool: Pool) -> GEOSGeometry | None:
    """Return the box of a pool's plots with a margin, storage CRS; None for an empty pool."""
    extent = pool.plots.aggregate(box=Extent("version__geom"))["box"]
    if extent is None:
        return None
    west, south, east, north = extent
    around = Polygon.from_bbox((west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M))
    around.srid = storage_srid()
    return around


def _seen(pool: Pool, box: Box) -> GEOSGeometry | None:
    """Return what a box shows of a pool's ground, storage CRS, where the whole world has no place."""
    ground = _ground_of(pool)
    if ground is None:
        return None
    west, south, east, north = transformed(ground, TILE_SRID).extent
    west, south, east, north = max(west, box[0]), max(south, box[1]), min(east, box[2]), min(north, box[3])
    if west > east or south > north:
        return None
    seen = Polygon.from_bbox((west, south, east, north))
    seen.srid = TILE_SRID
    return transformed(seen, storage_srid())


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
