"""PostGIS expressions that models and queries share."""

from django.db.models import Func


class TileGeometry(Func):
    """The geometry in EPSG:3857, rings wound as vector tiles want them (MVT 2.1, 4.3.4.4; y grows downwards there)."""

    template = "ST_ForcePolygonCW(ST_Transform(%(expressions)s, 3857))"


class LabelPoint(Func):
    """A point inside the surface, EPSG:3857, where its label stands."""

    template = "ST_PointOnSurface(ST_Transform(%(expressions)s, 3857))"


class ArabicFold(Func):
    """The search spelling of a text (sql/arabic_fold.v1.sql)."""

    function = "arabic_fold_v1"


class GridArea(Func):
    """Area on the grid of the storage CRS, square metres."""

    function = "ST_Area"
