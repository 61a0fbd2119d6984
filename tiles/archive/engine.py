"""The program that cuts tiles (freestiler), in a process of its own: `python -m tiles.archive.engine`. No Django.

A line of JSON on its input is a job, lines on its output are how far it is; the last one of a job is JSON. What cuts
tiles holds a layer in memory: with the process the memory is given back.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

#: All that the engine is told of where it runs: none of the service's secrets.
_SURROUNDINGS = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
#: Which zoom is being cut, in the engine's own words.
_ZOOM = re.compile(r"Zoom\s+(\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Job:
    """Rows of one layer (GeoParquet, degrees) that become tiles of some zooms, both ends included."""

    layer: str
    source: str
    target: str
    min_zoom: int
    max_zoom: int
    rows: int

    def into(self, folder: Path) -> "Job":
        """Return the same job with its tiles in another folder."""
        return replace(self, target=str(folder / Path(self.target).name))


class CutFailed(Exception):
    """The engine gave up on a job; says why."""


class Engine:
    """A running engine. Temporary files lie in `work`. Use as a context."""

    def __init__(self, work: Path) -> None:
        root = Path(__file__).resolve().parents[2]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tiles.archive.engine"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=root,
            env=_SURROUNDINGS | {"TMPDIR": str(work), "FREESTILER_TEMP_DIR": str(work)},
        )  # fmt: skip

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *failure: object) -> None:
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.close()
        if any(failure):
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def begin(self, job: Job) -> None:
        """Hand a job over; jobs are done in their order. Errors: CutFailed."""
        try:
            self.process.stdin.write(json.dumps(asdict(job)) + "\n")  # type: ignore[union-attr]  # opened above
            self.process.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError as error:
            raise CutFailed("the process ended") from error

    def finish(self, zoom_begun: Callable[[int], None] = lambda zoom: None) -> None:
        """Wait for the oldest job that was handed over; hear of each zoom. Errors: CutFailed."""
        last = ""
        for line in self.process.stdout or ():
            if found := _ZOOM.search(line):
                zoom_begun(int(found.group(1)))
            elif line.startswith("{"):
                told = json.loads(line)
                if told["failed"]:
                    raise CutFailed(told["failed"])
                return
            last = line.strip() or last
        raise CutFailed(f"the process ended: {last}")


def cut_all(jobs: Iterable[Job], work: Path) -> None:
    """Cut ready files and nothing else: what the whole of publishing is measured against. Errors: CutFailed."""
    with Engine(work) as engine:
        for job in jobs:
            engine.begin(job)
            engine.finish()


def cut(job: Job) -> None:
    """Cut one job. No feature is dropped, thinned, joined with another or simplified beyond the grid of the tile."""
    from freestiler import freestile_file  # brings pandas: in this process only

    freestile_file(
        job.source, job.target, layer_name=job.layer, min_zoom=job.min_zoom, max_zoom=job.max_zoom, tile_format="mvt",
        base_zoom=job.min_zoom, drop_rate=None, cluster_distance=None, coalesce=False, simplification=False,
        engine="geoparquet",
    )  # fmt: skip


def main() -> None:
    """Do the jobs that come in; the cutter is loaded while the first of them is still being read."""
    import freestiler  # noqa: F401

    for line in sys.stdin:
        told: dict[str, Any] = json.loads(line)
        try:
            cut(Job(**told))
            failed = ""
        except (RuntimeError, OSError, ValueError) as error:
            failed = str(error) or type(error).__name__
        sys.stdout.write(json.dumps({"failed": failed}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
