"""Shapefile in a zip: UTF-8 with its .cpg, names of ten letters, QGIS's style, and a legend that says what was lost."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from geo.exchange.batches import Batch
from geo.exchange.columns import Kind
from geo.exchange.formats import Feed, writes
from geo.exchange.symbology.qml import qml_document
from geo.exchange.writers.legend import Lost, legend
from geo.exchange.writers.streaming import GDAL_TYPES, renamed, write_with_gdal

#: dBASE: characters of a name, bytes of a text (Esri's shapefile description; the length is one byte).
NAME_LENGTH, TEXT_BYTES = 10, 254
#: dBASE has no time of day, and programs disagree on its logical fields.
_TYPES = {**GDAL_TYPES, Kind.MOMENT: pa.string(), Kind.YES_NO: pa.int32()}
_CHANGES = {
    Kind.MOMENT: lambda values: pc.strftime(values, format="%Y-%m-%dT%H:%M:%SZ"),
    Kind.TEXT: lambda values: _cut(values),
}


@writes("shp", suffix=".zip", title="Shapefile", media_type="application/zip")
def write_shapefile(path: Path, feed: Feed) -> None:
    """Write a layer as a zip of its files and `legend.txt`. Errors: CannotWrite."""
    folder = path.parent / "shapefile"
    folder.mkdir()
    names = short_names(column.name for column in feed.columns)
    short = renamed(feed, names)
    lost = Lost(feed, names)
    options = {"SPATIAL_INDEX": "NO", "2GB_LIMIT": "YES"}
    write_with_gdal(
        folder / f"{feed.name}.shp", short, "ESRI Shapefile", layer_options=options, types=_TYPES, changes=_CHANGES,
        watch=lambda batch: _watch(batch, feed, lost),
    )  # fmt: skip
    (folder / f"{feed.name}.qml").write_text(qml_document(short.drawing, short.columns, short.key), encoding="utf-8")
    (folder / "legend.txt").write_text(legend(lost), encoding="utf-8-sig")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for one in sorted(folder.iterdir()):
            archive.write(one, one.name)
            one.unlink()


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each name one of at most ten characters that no other has, in any spelling of its letters."""
    given: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short, number = name[:NAME_LENGTH], 0
        while short.lower() in taken:
            number += 1
            short = f"{name[: NAME_LENGTH - len(str(number))]}{number}"
        given[name] = short
        taken.add(short.lower())
    return given


def _watch(batch: Batch, feed: Feed, lost: Lost) -> None:
    """Count what the format cannot hold."""
    for column, values in zip(feed.columns, batch.values, strict=True):
        if column.kind == Kind.TEXT:
            lost.cut[column.name] += _count(pc.greater(pc.binary_length(values), TEXT_BYTES))
            lost.emptied[column.name] += _count(pc.equal(values, ""))


def _count(found: Any) -> int:
    return pc.sum(found).as_py() or 0


def _cut(values: Any) -> Any:
    """Return texts of at most 254 bytes, no character cut in two."""
    if not _count(pc.greater(pc.binary_length(values), TEXT_BYTES)):
        return values
    return pa.array(
        [text and text.encode()[:TEXT_BYTES].decode(errors="ignore") for text in values.to_pylist()], pa.string()
    )
