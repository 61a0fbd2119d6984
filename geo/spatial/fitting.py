"""Fits between two drawings of the same ground, from points known in both; least squares, pure.

Similarity (Helmert), affine and second-degree polynomial are linear in their parameters: Ghilani, Adjustment
Computations, 6th ed., ch. 18 (coordinate transformations). What a point is off when it did not take part in its own fit
follows from one fit by the blocks of the hat matrix: Cook and Weisberg, Residuals and Influence in Regression, 1982,
section 2.2; Allen, The relationship between variable selection and data augmentation, Technometrics 16 (1974). Which
point is in error is asked by leaving each out in turn: Baarda, A testing procedure for use in geodetic networks, 1968.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: A fit is refused where the worst-known direction is known so much less than the best one: points on a line.
_RANK = 1e-8
#: A sum of squares, in units of the spread, that is nothing but rounding.
_PERFECT = 1e-24
#: Steps of Newton's method to go back through a polynomial, and how near is there, in units of the source.
_STEPS, _NEAR = 25, 1e-7


class Method(StrEnum):
    """Ways to fit; each has more freedom than the one before."""

    SIMILARITY = "similarity"
    AFFINE = "affine"
    POLYNOMIAL = "polynomial2"


#: Points that determine each, so that nothing is left over to judge it by.
DETERMINED_BY = {Method.SIMILARITY: 2, Method.AFFINE: 3, Method.POLYNOMIAL: 6}


class FitImpossible(ValueError):
    """The points do not determine the fit: `reason` is "too_few" or "on_a_line"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Frame:
    """Coordinates about their middle, in units of their spread: large numbers lose no digits in the equations."""

    x: float
    y: float
    scale: float

    @classmethod
    def of(cls, points: Points) -> "Frame":
        """Return the frame of points, shape (n, 2)."""
        middle = points.mean(axis=0)
        spread = float(np.sqrt(((points - middle) ** 2).sum(axis=1).mean()))
        return cls(float(middle[0]), float(middle[1]), spread or 1.0)

    def inside(self, points: Points) -> Points:
        """Return points, shape (n, 2), in this frame."""
        return (points - (self.x, self.y)) / self.scale

    def outside(self, points: Points) -> Points:
        """Return points of this frame, shape (n, 2), as they were."""
        return points * self.scale + (self.x, self.y)


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted transformation. Residuals are target as given minus target as computed, in units of the target.

    `parameters`, shape (p,), are those of the equations in the two frames. `leave_one_out`, shape (n,), is how far each
    point lies from where the other points alone would put it; NaN where those would not determine the fit. `explained`,
    shape (n,): which share of the sum of squares is gone when a point is left out; NaN likewise.
    """

    method: Method
    parameters: NDArray[np.float64]
    source: Frame
    target: Frame
    residuals: Points
    leave_one_out: NDArray[np.float64]
    explained: NDArray[np.float64]

    @property
    def distances(self) -> NDArray[np.float64]:
        """Lengths of the residuals, shape (n,)."""
        return np.hypot(self.residuals[:, 0], self.residuals[:, 1])

    @property
    def rmse_m(self) -> float:
        """Root of the mean square of the residuals' lengths: how well the points agree, not how well others will."""
        return float(np.sqrt((self.residuals**2).sum(axis=1).mean()))

    @property
    def leave_one_out_rmse_m(self) -> float:
        """The same of points that took no part: nearer to what other points will show; NaN where one is unknown."""
        return float(np.sqrt((self.leave_one_out**2).mean()))

    @property
    def worst(self) -> int:
        """The index of the point without which the others agree best: the one to check first.

        Not the one farthest from the fit of the others: a good point in a far corner is, when another one is wrong.
        """
        known = self.explained if np.isfinite(self.explained).any() else self.distances
        return int(np.nanargmax(known))

    def apply(self, points: Points) -> Points:
        """Return points of the source, shape (m, 2), in the target."""
        inside = self.source.inside(np.asarray(points, dtype=np.float64).reshape(-1, 2))
        moved = (_design(inside, self.method) @ self.parameters).reshape(-1, 2)
        return self.target.outside(moved)

    def invert(self, points: Points) -> Points:
        """Return points of the target, shape (m, 2), in the source; NaN where a polynomial has no way back.

        Newton's method from the linear part: exact in one step for a similarity and an affine fit.
        """
        wanted = self.target.inside(np.asarray(points, dtype=np.float64).reshape(-1, 2))
        at = self._back_by_slopes(wanted, np.zeros_like(wanted))
        if self.method == Method.POLYNOMIAL:
            for _step in range(_STEPS):
                step = self._back_by_slopes(wanted, at) - at
                at = at + step
                if not np.isfinite(step).any() or np.nanmax(np.abs(step)) < _NEAR / self.source.scale:
                    break
            off = np.abs((_design(at, self.method) @ self.parameters).reshape(-1, 2) - wanted).max(axis=1)
            at[~(off < _NEAR)] = np.nan
        return self.source.outside(at)

    def _back_by_slopes(self, wanted: Points, at: Points) -> Points:
        """Return where the plane that touches the fit at points meets what is wanted."""
        computed = (_design(at, self.method) @ self.parameters).reshape(-1, 2)
        by_x, by_y = (
            (slopes @ self.parameters).reshape(-1, 2)
            for slopes in (_design_slopes(at, self.method, 0), _design_slopes(at, self.method, 1))
        )
        missing = wanted - computed
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            area = by_x[:, 0] * by_y[:, 1] - by_x[:, 1] * by_y[:, 0]
            dx = (missing[:, 0] * by_y[:, 1] - missing[:, 1] * by_y[:, 0]) / area
            dy = (by_x[:, 0] * missing[:, 1] - by_x[:, 1] * missing[:, 0]) / area
        return at + np.column_stack([dx, dy])


def fit(source: Points, target: Points, method: Method | str) -> Fit:
    """Fit points of a source, shape (n, 2), to the same points of a target, shape (n, 2), both x right and y up.

    A similarity keeps angles and does not mirror: rows of a picture, which grow downwards, are given as their negative.
    Errors: FitImpossible ("too_few", "on_a_line"); ValueError for an unknown method, other shapes, or NaN.
    """
    kind = Method(method)
    given, wanted = (np.asarray(points, dtype=np.float64) for points in (source, target))
    if given.shape != wanted.shape or given.ndim != 2 or given.shape[1] != 2:
        raise ValueError("source and target are two arrays of shape (n, 2)")
    if not (np.isfinite(given).all() and np.isfinite(wanted).all()):
        raise ValueError("a coordinate is not a number")
    if len(given) < DETERMINED_BY[kind]:
        raise FitImpossible("too_few")
    frames = Frame.of(given), Frame.of(wanted)
    design = _design(frames[0].inside(given), kind)
    base, triangle = np.linalg.qr(design)
    singular = np.linalg.svd(triangle, compute_uv=False)
    if singular[-1] < _RANK * singular[0]:
        raise FitImpossible("on_a_line")
    equations = frames[1].inside(wanted).reshape(-1)
    parameters = np.linalg.solve(triangle, base.T @ equations)
    left = (equations - design @ parameters).reshape(-1, 2)
    alone, explained = _left_out(base, left)
    return Fit(kind, parameters, *frames, left * frames[1].scale, alone * frames[1].scale, explained)


def _left_out(base: NDArray[np.float64], residuals: Points) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far each point is off the fit of the others, and which share of the sum of squares goes with it.

    Off: (I - H_ii)^-1 e_i, H_ii its 2 x 2 block of the hat; gone from the sum: e_i' (I - H_ii)^-1 e_i.
    """
    rows = base.reshape(len(residuals), 2, -1)
    kept = np.eye(2) - rows @ rows.transpose(0, 2, 1)
    alone = np.full(len(residuals), np.nan)
    sound = np.linalg.eigvalsh(kept)[:, 0] > _RANK
    off = np.linalg.solve(kept[sound], residuals[sound][:, :, None])[:, :, 0]
    alone[sound] = np.hypot(off[:, 0], off[:, 1])
    whole = float((residuals**2).sum())
    explained = np.full(len(residuals), np.nan)
    if whole > _PERFECT:
        explained[sound] = (off * residuals[sound]).sum(axis=1) / whole
    return alone, explained


def _design(points: Points, method: Method) -> NDArray[np.float64]:
    """Return the equations of points, shape (2n, p): a row for x, a row for y of each."""
    x, y = points[:, 0], points[:, 1]
    one, none = np.ones_like(x), np.zeros_like(x)
    if method == Method.SIMILARITY:
        # x' = a x - b y + c, y' = b x + a y + d
        return _interleaved(np.column_stack([x, -y, one, none]), np.column_stack([y, x, none, one]))
    terms = [one, x, y] if method == Method.AFFINE else [one, x, y, x * x, x * y, y * y]
    return _twice(np.column_stack(terms))


def _design_slopes(points: Points, method: Method, axis: int) -> NDArray[np.float64]:
    """Return how the equations of points change with x (axis 0) or y (axis 1), shape (2n, p)."""
    x, y = points[:, 0], points[:, 1]
    one, none = np.ones_like(x), np.zeros_like(x)
    if method == Method.SIMILARITY:
        rows = ([one, none, none, none], [none, one, none, none])
        turned = ([none, -one, none, none], [one, none, none, none])
        chosen = rows if axis == 0 else turned
        return _interleaved(*(np.column_stack(row) for row in chosen))
    linear = [none, one, none] if axis == 0 else [none, none, one]
    bent = [2 * x, y, none] if axis == 0 else [none, x, 2 * y]
    return _twice(np.column_stack(linear if method == Method.AFFINE else [*linear, *bent]))


def _twice(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the same terms for x and for y, each with parameters of its own."""
    none = np.zeros_like(terms)
    return _interleaved(np.hstack([terms, none]), np.hstack([none, terms]))


def _interleaved(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([first, second], axis=1).reshape(2 * len(first), -1)
