"""Common points of a file in a frame of its own and the register: read from a table, fitted, judged point by point."""

import csv
import io
from dataclasses import dataclass
from math import atan2, degrees, isfinite, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.exchange.errors import ControlRefused
from geo.exchange.operations import Operation
from geo.spatial.fitting import Fit, FitImpossible, Method, fit

Array = NDArray[np.float64]
#: Fewest points of a fit that can be judged, and the most that are read.
LEAST, MOST = 4, 10_000
#: Bytes of a table of points.
BYTES = 1024 * 1024
#: Ways to fit that are offered: one that keeps shapes, and one that does not.
METHODS = {"helmert": Method.SIMILARITY, "affine": Method.AFFINE}
#: A point is flagged beyond so many standard deviations that the others show: of normal errors 1 in 500 lies there.
_FLAGGED, _LEAST_M = 3.5, 0.001
#: Words that head the columns; the first that is there counts.
HEADS = {
    "name": ("name", "point", "no", "id", "نقطة", "رقم النقطة"),
    "file_e": ("file_e", "source_x", "source_e", "local_e", "x1", "e1", "ق شرقيات"),
    "file_n": ("file_n", "source_y", "source_n", "local_n", "y1", "n1", "ق شماليات"),
    "register_e": ("register_e", "target_x", "target_e", "x2", "e2", "شرقيات السجل"),
    "register_n": ("register_n", "target_y", "target_n", "y2", "n2", "شماليات السجل"),
}
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


class ControlPoint(NamedTuple):
    """One mark, east before north: where the file has it, in its own unit, and where the register has it, metres."""

    name: str
    file_e: float
    file_n: float
    register_e: float
    register_n: float


@dataclass(frozen=True, slots=True)
class FittedTransformer:
    """Moves points as pyproj's transformers do."""

    fit: Fit

    def transform(self, xx: Any, yy: Any, *, errcheck: bool = False) -> tuple[Array, Array]:
        """Return the coordinates, shape (n,) each, in the register's system; nothing can go wrong here."""
        moved = self.fit.apply(np.column_stack([xx, yy]))
        return moved[:, 0], moved[:, 1]


@dataclass(frozen=True, slots=True)
class LocalFit:
    """The operation that common points give, and what a person confirms it by."""

    operation: Operation
    facts: dict[str, Any]


def read_control(content: bytes) -> tuple[ControlPoint, ...]:
    """Return the points of a table (CSV, UTF-8) headed as HEADS says. Errors: ControlRefused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ControlRefused("encoding") from error
    if len(content) > BYTES or "\x00" in text:
        raise ControlRefused("too_large")
    first = text.split("\n", 1)[0]
    heads, *lines = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)) if text.strip() else [[]]
    at = _columns([head.strip().casefold() for head in heads])
    points = [_point(line, at, number) for number, line in enumerate(lines, start=2) if any(line)]
    if not LEAST <= len(points) <= MOST:
        raise ControlRefused("count", least=LEAST, most=MOST, count=len(points))
    return tuple(points)


def _columns(heads: list[str]) -> dict[str, int]:
    found = {name: heads.index(word) for name, words in HEADS.items() for word in reversed(words) if word in heads}
    if missing := set(HEADS) - {"name"} - set(found):
        raise ControlRefused("columns", missing=", ".join(sorted(missing)))
    return found


def _point(line: list[str], at: dict[str, int], number: int) -> ControlPoint:
    try:
        numbers = [float(line[at[name]].translate(_DIGITS)) for name in list(HEADS)[1:]]
    except (ValueError, IndexError) as error:
        raise ControlRefused("number", line=number) from error
    if not all(isfinite(each) and abs(each) < 1e9 for each in numbers):
        raise ControlRefused("number", line=number)
    name = line[at["name"]].strip()[:60] if "name" in at else ""
    return ControlPoint(name or str(number - 1), *numbers)


def fit_control(points: tuple[ControlPoint, ...], method: str, target: str) -> LocalFit:
    """Fit points of a file to those of the register, whose system is named `target`. Errors: ControlRefused."""
    if method not in METHODS:
        raise ControlRefused("method", known=", ".join(METHODS))
    if len(points) < LEAST:
        raise ControlRefused("count", least=LEAST, most=MOST, count=len(points))
    own = np.array([(each.file_e, each.file_n) for each in points])
    kept = np.array([(each.register_e, each.register_n) for each in points])
    try:
        found = fit(own, kept, METHODS[method])
    except FitImpossible as error:
        raise ControlRefused("on_a_line") from error
    facts = _facts(points, found, method, own)
    operation = Operation(
        _named(facts), facts["leave_one_out_m"] or facts["rmse_m"], (), target, FittedTransformer(found)
    )
    return LocalFit(operation, facts)


def _facts(points: tuple[ControlPoint, ...], found: Fit, method: str, own: Array) -> dict[str, Any]:
    """Return how well the points agree, over all and one by one, as it is kept and shown."""
    alone, flagged = found.leave_one_out, _flagged(found)
    scale, turn, mirrored = _shape(found, own.mean(axis=0))
    residuals = [
        {
            "name": point.name, "file": [point.file_e, point.file_n], "register": [point.register_e, point.register_n],
            "off_e": round(float(off[0]), 4), "off_n": round(float(off[1]), 4), "off_m": round(float(far), 4),
            "leave_one_out_m": round(float(left), 4) if isfinite(left) else None, "flagged": bool(flag),
        }
        for point, off, far, left, flag in zip(points, found.residuals, found.distances, alone, flagged, strict=True)
    ]  # fmt: skip
    whole = found.leave_one_out_rmse_m
    return {
        "method": method, "points": len(points), "rmse_m": round(found.rmse_m, 4),
        "leave_one_out_m": round(whole, 4) if isfinite(whole) else None, "scale": round(scale, 9),
        "rotation_deg": round(turn, 7), "mirrored": mirrored, "worst": points[found.worst].name,
        "residuals": residuals,
    }  # fmt: skip


def _flagged(found: Fit) -> NDArray[np.bool_]:
    """Say of each point whether the others contradict it: nobody is judged by a spread that he made himself.

    The spread without a point follows from its residual e and its distance d from the fit of the others: the sum of
    squares S - e d by what is left over of the equations (Cook and Weisberg, 1982, 2.2.2). Too few points
    contradict nobody.
    """
    near, far = found.distances, found.leave_one_out
    left = 2 * len(near) - len(found.parameters) - 2
    if left <= 0:
        return np.zeros(len(near), dtype=bool)
    spread = np.maximum((near**2).sum() - near * far, 0.0) / left
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.sqrt(spread * far / near)
    return np.asarray((far > _FLAGGED * expected) & (far > _LEAST_M))


def _shape(found: Fit, middle: Array) -> tuple[float, float, bool]:
    """Return scale, rotation in degrees anticlockwise, and whether the fit mirrors, at a point of the file."""
    origin, east, north = found.apply(middle + np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]))
    (a, c), (b, d) = east - origin, north - origin
    area = float(a * d - b * c)
    return sqrt(abs(area)), degrees(atan2(float(c - b), float(a + d))), area < 0


def _named(facts: dict[str, Any]) -> str:
    kind = {"helmert": "Helmert, 4 parameters", "affine": "affine, 6 parameters"}[facts["method"]]
    agreed = f"RMSE {facts['rmse_m']:g} m, scale {facts['scale']:.6f}, rotation {facts['rotation_deg']:.5f} deg"
    return f"Local fit ({kind}) to {facts['points']} common points: {agreed}"
