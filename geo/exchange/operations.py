"""Named coordinate operations: how coordinates get from one system to another, and how far that can be trusted."""

import warnings
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from geo.errors import DomainError
from geo.exchange.errors import NoOperation, OutsideOperation, UnknownCrs


class Moves(Protocol):
    """What moves coordinates: a transformer of pyproj, or a fit."""

    def transform(self, xx: Any, yy: Any, *, errcheck: bool) -> Any:
        """Return x and y, shape (n,) each, in the target system."""


class SharedTransformer:
    """A transformer of the register that threads share: PROJ's own may be asked by one at a time."""

    def __init__(self, transformer: Transformer) -> None:
        self._transformer, self._lock = transformer, Lock()
        self.definition = str(transformer.definition)

    def transform(self, xx: Any, yy: Any, *, errcheck: bool) -> Any:
        """Return what the transformer returns."""
        with self._lock:
            return self._transformer.transform(xx, yy, errcheck=errcheck)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: of the EPSG register, whose own figure `accuracy_m` is (0 within one datum), or a local fit.

    `finer` names operations that would be more accurate but need a grid file that is not installed.
    """

    name: str
    accuracy_m: float
    finer: tuple[str, ...]
    target: str
    transformer: Moves

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points, shape (n, 2) as x, y or longitude, latitude, in the target system.

        Errors: OutsideOperation.
        """
        try:
            moved = self.transformer.transform(points[:, 0], points[:, 1], errcheck=True)
        except ProjError as error:
            raise OutsideOperation(target=self.target) from error
        return np.column_stack(moved)


def horizontal_crs(epsg: int) -> CRS:
    """Return the system of an EPSG code, projected or geographic with two axes. Errors: UnknownCrs."""
    try:
        crs = CRS.from_epsg(epsg)
    except CRSError as error:
        raise UnknownCrs(epsg=epsg) from error
    if not (crs.is_projected or crs.is_geographic) or len(crs.axis_info) != 2:
        raise UnknownCrs(epsg=epsg)
    return crs


def find_operation(source_epsg: int, target_epsg: int) -> Operation | None:
    """Return the best installed operation between two systems; None when they are the same.

    Ballpark operations, which ignore the datum, are not considered. Errors: UnknownCrs, NoOperation.
    """
    found = _operation(source_epsg, target_epsg)
    if isinstance(found, DomainError):
        raise type(found)(**found.context)
    return found


@lru_cache(maxsize=512)
def _operation(source_epsg: int, target_epsg: int) -> Operation | DomainError | None:
    """Look an operation up once: that costs a tenth of a second, and dozens are tried on one file."""
    try:
        source, target = horizontal_crs(source_epsg), horizontal_crs(target_epsg)
        return None if source_epsg == target_epsg else _best(source, target)
    except (UnknownCrs, NoOperation) as error:
        return error


def _best(source: CRS, target: CRS) -> Operation:
    with warnings.catch_warnings():
        # The group warns of grids that are not installed; `finer` carries their names to the person instead.
        warnings.simplefilter("ignore", UserWarning)
        group = TransformerGroup(source, target, always_xy=True, allow_ballpark=False)
    trusted = [found for found in group.transformers if found.accuracy >= 0]
    if not trusted:
        raise NoOperation(source=source.name, target=target.name)
    best = trusted[0]
    finer = (one.name for one in group.unavailable_operations if 0 <= one.accuracy < best.accuracy)
    return Operation(best.description, best.accuracy, tuple(finer), target.name, SharedTransformer(best))
