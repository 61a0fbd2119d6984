"""Writing a layer into a file: read in one snapshot, written beside its place, put there whole or not at all."""

import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import timezone

from geo.exchange.batches import Batch, moved
from geo.exchange.columns import columns_of, geometry_of
from geo.exchange.errors import CannotWrite, DegreesOnly, FileExists, MetresOnly, WrongSuffix
from geo.exchange.formats import Feed, Format
from geo.exchange.operations import Operation, find_operation, horizontal_crs
from geo.exchange.selectors import (
    Selection,
    batches_of_staff,
    batches_then,
    batches_today,
    rows_of,
    snapshot,
)
from geo.exchange.symbology.drawing import drawing_of
from geo.layers.layer import Layer
from geo.municipalities.scope import territory
from geo.spatial.crs import LONLAT_SRID

log = logging.getLogger(__name__)
#: Stands in files with columns of the staff, where others name their licence.
INTERNAL = "للاستعمال الداخلي / for internal use"
#: Told after every batch: rows written so far, rows in all (None: nobody counted them).
Progress = Callable[[int, int | None], None]


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
    selection: Selection | None = None,
    overwrite: bool = False,
    progress: Progress = lambda done, total: None,
) -> Exported:
    """Write a layer's rows, all or a selection, in the storage CRS or in EPSG:`srid`: their public columns.

    A selection for the staff brings their columns too. Names and words are in the active language. Errors: WrongSuffix,
    FileExists, CannotWrite, UnknownCrs, DegreesOnly, MetresOnly, NoOperation, OutsideOperation, NoTerritory.
    """
    chosen = selection or Selection()
    stored = geometry_of(layer).srid
    target = target_srid(form, stored=stored, wanted=srid)
    operation = find_operation(stored, target)
    check_path(path, form=form, overwrite=overwrite)
    feed = _feed(layer, target, operation, chosen)
    rows = rows_of(layer, chosen)
    with _put_whole(path, overwrite=overwrite) as unfinished, _reading(chosen):
        count = _Count(progress)
        batches = _batches(layer, rows, chosen, count)
        if operation is not None:
            batches = moved(batches, operation)
        form.write(unfinished, replace(feed, batches=count.all(batches)))
        count.check()
    return Exported(path, count.done, target, operation)


def file_at_once(*, layer: Layer, form: Format, srid: int | None, selection: Selection) -> IO[bytes]:
    """Write an export where nobody else looks and return it opened; it is gone when it is closed. Errors: as above."""
    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / f"{layer.name}{form.suffix}"
        export_layer(layer=layer, form=form, path=path, srid=srid, selection=selection)
        return path.open("rb")


def target_srid(form: Format, *, stored: int, wanted: int | None) -> int:
    """Return the EPSG code in which a format writes. Errors: UnknownCrs, DegreesOnly, MetresOnly."""
    if form.lonlat:
        if wanted not in (None, LONLAT_SRID):
            raise DegreesOnly(name=form.title)
        return LONLAT_SRID
    target = wanted or stored
    crs = horizontal_crs(target)
    if form.metric and (not crs.is_projected or crs.axis_info[0].unit_conversion_factor != 1.0):
        raise MetresOnly(name=form.title, crs=crs.name)
    return target


def check_path(path: Path, *, form: Format, overwrite: bool) -> None:
    """Refuse a path before any work is done. Errors: WrongSuffix, FileExists, CannotWrite."""
    if path.suffix.lower() != form.suffix:
        raise WrongSuffix(path=str(path), suffix=form.suffix)
    if path.is_dir():
        raise CannotWrite(path=str(path), reason=os.strerror(errno.EISDIR))
    if path.exists() and not overwrite:
        raise FileExists(path=str(path))


@contextmanager
def _reading(selection: Selection) -> Iterator[None]:
    """Run a block as who reads: everyone, in one state of the register, or the staff within their territories."""
    with snapshot() if selection.territories is None else territory(selection.territories):
        yield


def _batches(layer: Layer, rows: QuerySet[Model], selection: Selection, count: "_Count") -> Iterator[Batch]:
    if selection.as_of is not None:
        return batches_then(layer, selection)
    if selection.staff:
        log.info("columns of the staff of %s leave in a file", layer.name, extra={"territories": selection.territories})
        return batches_of_staff(layer, rows)
    count.total = rows.count()
    return batches_today(layer, rows)


def _feed(layer: Layer, srid: int, operation: Operation | None, selection: Selection) -> Feed:
    return Feed(
        name=layer.name,
        title=str(layer.title),
        description=_description(srid, operation, selection),
        geometry=replace(geometry_of(layer), srid=srid),
        columns=columns_of(layer, staff=selection.staff),
        batches=(),
        drawing=drawing_of(layer),
        key=layer.key_field,
    )


def _description(srid: int, operation: Operation | None, selection: Selection) -> str:
    """Return the time that the file shows, its system, how its coordinates got there, its licence: in no language."""
    facts = [timezone.localtime(selection.as_of).isoformat(timespec="minutes"), f"EPSG:{srid}"]
    if operation is not None:
        facts.append(f"{operation.name} (±{operation.accuracy_m:g} m)")
    if selection.staff:
        facts.append(INTERNAL)
    elif settings.DATA_LICENCE:
        facts.append(settings.DATA_LICENCE)
    return " · ".join(facts)


class _Count:
    """Rows that have been written; `total` where they were counted before."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.done = 0
        self.total: int | None = None

    def all(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Yield the batches; tell of each when the next is asked for, that is, when it has been written."""
        for batch in batches:
            yield batch
            self.done += len(batch)
            self.progress(self.done, self.total)

    def check(self) -> None:
        """Refuse a file that lacks rows: two of a layer's rows with one key would be no error of the person."""
        if self.total is not None and self.done != self.total:
            raise RuntimeError(f"{self.done} rows written of {self.total}")


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
