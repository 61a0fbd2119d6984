"""PostGIS expressions that models and queries share."""

from typing import Any

from django.db.models import Func

#: Metres of EPSG:3857 around the equator, and units along a side of a tile.
_AROUND_M, _EXTENT = 40_075_016.685578488, 4096


class TileGeometry(Func):
    """The geometry in EPSG:3857, rings wound as vector tiles want them (MVT 2.1, 4.3.4.4; y grows downwards there)."""

    template = "ST_ForcePolygonCW(ST_Transform(%(expressions)s, 3857))"


class CoarseGeometry(Func):
    """TileGeometry with fewer corners, for tiles down to a zoom: no side moves by more than a unit of their grid."""

    template = "ST_ForcePolygonCW(ST_Multi(ST_SimplifyPreserveTopology(ST_Transform(%(expressions)s, 3857), %(unit)s)))"

    def __init__(self, *expressions: Any, zoom: int) -> None:
        super().__init__(*expressions, unit=repr(_AROUND_M / 2**zoom / _EXTENT))


class Clearance(Func):
    """How far, in metres, a corner of a surface may move before it is unsound; 0 where corners are repeated."""

    template = (
        "CASE WHEN ST_NPoints(ST_RemoveRepeatedPoints(%(expressions)s)) = ST_NPoints(%(expressions)s)"
        " THEN ST_MinimumClearance(%(expressions)s) ELSE 0 END"
    )


class LabelPoint(Func):
    """A point inside the surface, EPSG:3857, where its label stands."""

    template = "ST_PointOnSurface(ST_Transform(%(expressions)s, 3857))"


class InnerPoint(Func):
    """The same for tables of a million rows: found in the storage CRS and moved alone, for half the price."""

    template = "ST_Transform(ST_PointOnSurface(%(expressions)s), 3857)"


class ArabicFold(Func):
    """The search spelling of a text (sql/arabic_fold.v1.sql)."""

    function = "arabic_fold_v1"


class GridArea(Func):
    """Area on the grid of the storage CRS, square metres."""

    function = "ST_Area"
