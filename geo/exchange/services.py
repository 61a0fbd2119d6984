"""Writing a layer into a file: read in one snapshot, written beside its place, put there whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils import timezone

from geo.exchange.batches import Batch, batches_of, moved
from geo.exchange.columns import columns_of, geometry_of
from geo.exchange.errors import CannotWrite, FileExists, WrongSuffix
from geo.exchange.formats import Feed, Format
from geo.exchange.operations import Operation, find_operation
from geo.exchange.selectors import rows_of, snapshot, stream
from geo.exchange.symbology.drawing import drawing_of
from geo.layers.layer import Layer
from geo.municipalities.models import Municipality

#: Told after every batch: rows written so far, rows in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and the operation that changed its coordinates, None where they are as stored."""

    path: Path
    rows: int
    srid: int
    operation: Operation | None


def export_layer(
    *,
    layer: Layer,
    form: Format,
    path: Path,
    srid: int | None = None,
    municipality: Municipality | None = None,
    overwrite: bool = False,
    progress: Progress = lambda done, total: None,
) -> Exported:
    """Write the public columns of a layer, of one municipal body or of all, in the storage CRS or in EPSG:`srid`.

    Names and words are in the active language. Errors: WrongSuffix, FileExists, CannotWrite, UnknownCrs, NoOperation,
    OutsideOperation, NoTerritory.
    """
    stored = geometry_of(layer).srid
    operation = find_operation(stored, srid or stored)
    check_path(path, form=form, overwrite=overwrite)
    rows = rows_of(layer, municipality)
    feed = _feed(layer, srid or stored, operation)
    with _put_whole(path, overwrite=overwrite) as unfinished, snapshot():
        total = rows.count()
        batches = batches_of(stream(rows), feed.columns)
        if operation is not None:
            batches = moved(batches, operation)
        form.write(unfinished, replace(feed, batches=_counted(batches, total, progress)))
    return Exported(path, total, srid or stored, operation)


def check_path(path: Path, *, form: Format, overwrite: bool) -> None:
    """Refuse a path before any work is done. Errors: WrongSuffix, FileExists, CannotWrite."""
    if path.suffix.lower() != form.suffix:
        raise WrongSuffix(path=str(path), suffix=form.suffix)
    if path.is_dir():
        raise CannotWrite(path=str(path), reason=os.strerror(errno.EISDIR))
    if path.exists() and not overwrite:
        raise FileExists(path=str(path))


def _feed(layer: Layer, srid: int, operation: Operation | None) -> Feed:
    return Feed(
        name=layer.name,
        title=str(layer.title),
        description=_description(srid, operation),
        geometry=replace(geometry_of(layer), srid=srid),
        columns=columns_of(layer),
        batches=(),
        drawing=drawing_of(layer),
        key=layer.key_field,
    )


def _description(srid: int, operation: Operation | None) -> str:
    """Return when the file was made, its system, and how its coordinates got there: facts in no language."""
    facts = [timezone.localtime().isoformat(timespec="minutes"), f"EPSG:{srid}"]
    if operation is not None:
        facts.append(f"{operation.name} (±{operation.accuracy_m:g} m)")
    return " · ".join(facts)


def _counted(batches: Iterable[Batch], total: int, progress: Progress) -> Iterator[Batch]:
    """Yield the batches; tell of each when the next is asked for, that is, when it has been written."""
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        progress(done, total)


@contextmanager
def _put_whole(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a place beside the path to write to; move the file to the path when all went well. Errors: CannotWrite."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
            unfinished = Path(folder) / path.name
            with _blame(path):
                yield unfinished
            if path.exists() and not overwrite:
                raise FileExists(path=str(path))
            unfinished.replace(path)
    except OSError as error:
        raise CannotWrite(path=str(path), reason=error.strerror or str(error)) from error


@contextmanager
def _blame(path: Path) -> Iterator[None]:
    """Let a writer's failure name the file that was asked for, and the room that the disk still has."""
    try:
        yield
    except CannotWrite as error:
        free_kb = shutil.disk_usage(path.parent).free // 1024
        raise CannotWrite(path=str(path), reason=f"{error.context['reason']} ({free_kb} kB free)") from error
