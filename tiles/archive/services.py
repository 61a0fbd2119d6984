"""Publishing: the public layers of the map as one PMTiles archive, of one state of the register."""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils import timezone

from geo.exchange.errors import CannotWrite, FileExists
from geo.exchange.selectors import READER, layer_named, snapshot
from geo.layers.layer import Audience, Geometry, Layer, Span
from geo.layers.registry import layers_for
from tiles.archive.engine import CutFailed, Engine, Job
from tiles.archive.errors import EngineFailed, NoRoom, NothingToPublish
from tiles.archive.feeding import write_rows
from tiles.archive.joining import join
from tiles.mvt.tilejson import vector_layer
from tiles.ogc.catalogue import extent_of, with_words

SUFFIX = ".pmtiles"
#: The finest zoom of an archive; clients draw what lies beyond from it.
FINEST = 16
#: Bytes that rows, archives and their joining take in the work folder, for each byte of the tables.
_ROOM = 2.0
#: What is done: its name, how far it is, of how much. `reading` counts rows, `cutting` zooms, `joining` tiles.
Progress = Callable[[str, int, int], None]
_JOBS = "jobs.json"


@dataclass(frozen=True, slots=True)
class Published:
    """What was written: rows that were read (once for each span of zooms), tiles, and how long it took, seconds."""

    path: Path
    layers: tuple[str, ...]
    rows: int
    tiles: int
    seconds: float


def layers_named(names: Sequence[str]) -> list[Layer]:
    """Return the public layers of these names with those that carry their words; all of them where none is named.

    Errors: UnknownLayer, LabelLayer.
    """
    if not names:
        return list(layers_for(Audience.PUBLIC))
    return with_words([layer_named(name) for name in names])


def publish(
    *, layers: Sequence[Layer], path: Path, work: Path | None = None, overwrite: bool = False,
    keep: Path | None = None, progress: Progress = lambda what, done, total: None,
) -> Published:  # fmt: skip
    """Write the layers' tiles, zooms 0 to 16, into an archive: put in its place whole or not at all.

    Everything is read in one state of the register, as the role that can read what is published and nothing else.
    Temporary files lie in `work`, else beside the archive. `keep`: a folder in which the engine's input is left.
    Errors: FileExists, CannotWrite, NoRoom, EngineFailed, NothingToPublish.
    """
    begun = time.monotonic()
    if path.exists() and not overwrite:
        raise FileExists(path=str(path))
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as beside, ExitStack() as opened:
            room = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tiles-", dir=work or beside)))
            _check_room(layers, room, path.parent)
            jobs, metadata = _cut(layers, room, progress)
            unfinished = Path(beside) / path.name
            order = {layer.name: place for place, layer in enumerate(layers)}
            archives = [Path(job.target) for job in sorted(jobs, key=lambda job: order[job.layer])]
            tiles = join(archives, unfinished, work=room, metadata=metadata, bounds=metadata["bounds"],
                         told=lambda done, total: progress("joining", done, total))  # fmt: skip
            if keep is not None:
                _keep(jobs, keep)
            unfinished.replace(path)
    except OSError as error:
        raise CannotWrite(path=str(path), reason=error.strerror or str(error)) from error
    rows = sum(job.rows for job in jobs)
    return Published(path, tuple(layer.name for layer in layers), rows, tiles, time.monotonic() - begun)


def _check_room(layers: Sequence[Layer], work: Path, target: Path) -> None:
    """Refuse before any work is done where a disk has too little room. Errors: NoRoom."""
    tables = {layer.model._meta.db_table for layer in layers}
    with connections[READER].cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_table_size(name::regclass)), 0) FROM unnest(%s::text[]) AS name", [list(tables)]
        )
        size = int(cursor.fetchone()[0])
    for folder, needed in ((work, size * _ROOM), (target, size)):
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise NoRoom(path=str(folder), needed_mb=int(needed) >> 20, free_mb=free >> 20)


def _cut(layers: Sequence[Layer], room: Path, progress: Progress) -> tuple[list[Job], dict[str, Any]]:
    """Read and cut: while the engine cuts one layer, the rows of the next are read."""
    jobs: list[Job] = []
    with snapshot(), Engine(room) as engine:
        metadata = _metadata(layers)
        for number, (layer, span) in enumerate(_spans(layers)):
            source = room / f"{number}.parquet"
            rows = write_rows(layer, span, source, lambda count: progress("reading", count, 0))
            if rows:
                job = Job(layer.name, str(source), str(room / f"{number}{SUFFIX}"), span.min_zoom, span.max_zoom, rows)
                jobs.append(job)
                engine.begin(job)
        if not jobs:
            raise NothingToPublish
        for job in jobs:
            _finish(engine, job, progress)
    return jobs, metadata


def _finish(engine: Engine, job: Job, progress: Progress) -> None:
    total = job.max_zoom - job.min_zoom + 1
    try:
        engine.finish(lambda zoom: progress("cutting", zoom - job.min_zoom, total))
    except CutFailed as error:
        raise EngineFailed(layer=job.layer, reason=str(error)) from error


def _spans(layers: Sequence[Layer]) -> list[tuple[Layer, Span]]:
    """Return what is cut, surfaces first: they are cut longest, and meanwhile the rest is read."""
    found = [
        (layer, Span(min_zoom=span.min_zoom, max_zoom=min(span.max_zoom, FINEST), geometry=span.geometry))
        for layer in layers for span in layer.spans() if span.min_zoom <= FINEST
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each[0].geometry != Geometry.POLYGON, -each[1].min_zoom))


def _metadata(layers: Sequence[Layer]) -> dict[str, Any]:
    """Return what the archive says of itself; in Arabic, the language of the names in it."""
    boxes = [extent_of(layer) for layer in layers if not layer.follows] or [extent_of(layer) for layer in layers]
    west, south, east, north = zip(*boxes, strict=True)
    return {
        "name": settings.ARCHIVE_NAME,
        "description": " · ".join(str(layer.title) for layer in layers if not layer.follows),
        "attribution": settings.DATA_LICENCE,
        "type": "overlay",
        "format": "pbf",
        "bounds": (min(west), min(south), max(east), max(north)),
        "vector_layers": [vector_layer(layer) for layer in layers],
        "published_at": timezone.now().isoformat(timespec="seconds"),
        "data_version": _version(),
    }


def _version() -> str:
    """Return which state of the register is read: what was committed before this transaction began."""
    with connections[READER].cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def _keep(jobs: Sequence[Job], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for job in jobs:
        shutil.copy(job.source, folder / Path(job.source).name)
    told = [asdict(job) | {"source": str(folder / Path(job.source).name)} for job in jobs]
    (folder / _JOBS).write_text(dumps(told), encoding="utf-8")


def jobs_in(folder: Path) -> list[Job]:
    """Return the jobs whose input `publish` left in a folder."""
    return [Job(**told) for told in loads((folder / _JOBS).read_text(encoding="utf-8"))]
