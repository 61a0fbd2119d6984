"""The way between a picture's pixels, the storage CRS and the map's tiles, as the service has chosen it; no Django."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.enums import TransformDirection

from geo.exchange.reading.refusals import Refused
from geo.spatial.fitting import Fit, Frame, Method

Points = NDArray[np.float64]


def fit_told(fit: Fit) -> dict[str, Any]:
    """Return what of a fit is needed to apply it, as JSON holds it."""
    frames = [[frame.x, frame.y, frame.scale] for frame in (fit.source, fit.target)]
    return {"method": fit.method.value, "parameters": fit.parameters.tolist(), "frames": frames}


def told_fit(told: dict[str, Any]) -> Fit:
    """Return the fit that `fit_told` told; it can be applied, its residuals are gone."""
    source, target = (Frame(*frame) for frame in told["frames"])
    none = np.empty((0, 2)), np.empty(0), np.empty(0)
    return Fit(Method(told["method"]), np.array(told["parameters"], dtype=np.float64), source, target, *none)


class Journey:
    """Pixels (column, row from the upper left corner) → storage CRS → EPSG:3857, and back; NaN where there is no way.

    `told`: "transform" (six numbers: x = a c + b r + c0 …) with "to_storage", a PROJ pipeline or "" for none; or "fit"
    of (column, minus row) to the storage CRS; and "to_tiles", the pipeline by which the map's tiles are drawn.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self.to_tiles = Transformer.from_pipeline(told["to_tiles"])
        self.fit = told_fit(told["fit"]) if told.get("fit") else None
        named = told.get("to_storage")
        self.named = Transformer.from_pipeline(named) if named else None
        if self.fit is None:
            a, b, c, d, e, f = told["transform"]
            self.slopes, self.start = np.array([[a, b], [d, e]]), np.array([c, f])
            if not np.isfinite(self.slopes).all() or abs(np.linalg.det(self.slopes)) == 0:
                raise Refused("picture_no_place")
            self.back_slopes = np.linalg.inv(self.slopes)

    def storage(self, pixels: Points) -> Points:
        """Return pixels, shape (n, 2), in the storage CRS."""
        if self.fit is not None:
            return self.fit.apply(pixels * (1, -1))
        return _moved(self.named, pixels @ self.slopes.T + self.start)

    def tiles(self, pixels: Points) -> Points:
        """Return pixels, shape (n, 2), in EPSG:3857."""
        return _moved(self.to_tiles, self.storage(pixels))

    def pixels(self, points: Points) -> Points:
        """Return points of EPSG:3857, shape (n, 2), as pixels."""
        there = self.storage_of(points)
        if self.fit is not None:
            return self.fit.invert(there) * (1, -1)
        return (_moved(self.named, there, back=True) - self.start) @ self.back_slopes.T

    def storage_of(self, points: Points) -> Points:
        """Return points of EPSG:3857, shape (n, 2), in the storage CRS."""
        return _moved(self.to_tiles, points, back=True)


def _moved(transformer: Transformer | None, points: Points, *, back: bool = False) -> Points:
    if transformer is None:
        return points
    direction = TransformDirection.INVERSE if back else TransformDirection.FORWARD
    moved = np.column_stack(transformer.transform(points[:, 0], points[:, 1], direction=direction))
    return np.where(np.isfinite(moved), moved, np.nan)
