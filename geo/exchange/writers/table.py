"""CSV that a spreadsheet opens in Arabic: a byte order mark, no formulas, coded values with their words."""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS

from geo.exchange.batches import Batch
from geo.exchange.columns import Column, Kind
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.writers.cells import texts_of, written

#: Of a metre and of a degree: a tenth of a millimetre.
METRE_DECIMALS, DEGREE_DECIMALS = 4, 9
#: A cell that begins so would be run as a formula; a quote before it makes it text, as people type it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Ends the name of the column that has the words of a coded one.
WORDS = "_text"


@writes("csv", suffix=".csv", title="CSV", media_type="text/csv; charset=utf-8")
def write_csv(path: Path, feed: Feed) -> None:
    """Write a layer: points as two columns (x, y or lon, lat), other geometry as WKT, last. Errors: CannotWrite."""
    degrees = bool(CRS.from_epsg(feed.geometry.srid).is_geographic)
    points = feed.geometry.shape == "Point"
    place = (["lon", "lat"] if degrees else ["x", "y"]) if points else ["wkt"]
    decimals = DEGREE_DECIMALS if degrees else METRE_DECIMALS
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            lines = csv.writer(file)
            lines.writerow([*_headings(feed.columns), *place])
            for batch in feed.batches:
                places = _points(batch, decimals) if points else _wkt(batch, decimals)
                rows = zip(*_cells(feed.columns, batch), strict=True)
                lines.writerows([*row, *at] for row, at in zip(rows, places, strict=True))
    except OSError as error:
        raise CannotWrite(path=str(path), reason=error.strerror or str(error)) from error


def _headings(columns: tuple[Column, ...]) -> Iterator[str]:
    for column in columns:
        yield column.name
        if column.words:
            yield column.name + WORDS


def _cells(columns: tuple[Column, ...], batch: Batch) -> Iterator[list[str]]:
    """Yield the cells of each column, and after a coded one those of its words."""
    for column, values in zip(columns, batch.values, strict=True):
        yield texts_of(values, _text if column.kind == Kind.TEXT else written)
        if column.words:
            yield texts_of(values, _worded(dict(column.words)))


def _text(value: Any) -> str:
    return harmless(written(value))


def _worded(words: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda value: harmless(words.get(written(value), ""))


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _points(batch: Batch, decimals: int) -> Iterator[tuple[str, str]]:
    for x, y in shapely.get_coordinates(batch.shapes()):
        yield f"{x:.{decimals}f}", f"{y:.{decimals}f}"


def _wkt(batch: Batch, decimals: int) -> Iterator[tuple[str]]:
    for text in shapely.to_wkt(batch.shapes(), rounding_precision=decimals):
        yield (text,)
