"""A pool as a picture: every plot of its plans, those that fit and those left out, drawn as SVG in metres."""

from dataclasses import dataclass
from typing import Any

import shapely

from geo.spatial.shapes import to_shapely
from permits.grants.enums import Reason
from permits.grants.models import Pool

#: Plots that are drawn: more are not told apart on a screen.
DRAWN = 3_000
_MARGIN_M = 10.0


@dataclass(frozen=True, slots=True)
class Shape:
    """One plot: its path, a class for the style sheet, and what is told of it."""

    path: str
    look: str
    told: str


def picture_of(pool: Pool) -> dict[str, Any] | None:
    """Return the view box and the shapes of a pool's plots, north up; None for an empty pool."""
    plots = list(pool.plots.select_related("version")[:DRAWN])
    if not plots:
        return None
    outlines = [to_shapely(plot.version.geom) for plot in plots]
    west, south, east, north = shapely.total_bounds(outlines)
    shapes = [
        Shape(
            path=_path(outline, float(west), float(north)), look="out" if plot.reasons else "fits",
            told=" · ".join([plot.code, *(str(Reason(each).label) for each in plot.reasons)]),
        )
        for plot, outline in zip(plots, outlines, strict=True)
    ]  # fmt: skip
    box = (-_MARGIN_M, -_MARGIN_M, east - west + 2 * _MARGIN_M, north - south + 2 * _MARGIN_M)
    return {"box": " ".join(f"{value:.1f}" for value in box), "shapes": shapes}


def _path(outline: Any, west: float, north: float) -> str:
    rings = [ring for part in shapely.get_parts(outline) for ring in (part.exterior, *part.interiors)]
    return " ".join("M" + " L".join(f"{x - west:.1f},{north - y:.1f}" for x, y in ring.coords) + " Z" for ring in rings)
