"""Handing a picture to a confined process of its own, and taking back what it found and drew."""

import json
import logging
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import Any

from geo.raster.errors import refusal
from geo.raster.reading.drivers import SETTINGS, SKIPPED
from geo.raster.reading.limits import MIB, PictureLimits

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]
#: What the process knows of its surroundings: nothing that names this service, its database or its secrets.
_ENVIRONMENT = {
    "PATH": "", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF",
    "GDAL_SKIP": ",".join(SKIPPED), **SETTINGS,
}  # fmt: skip
#: What process.py leaves.
_FOUND, _REFUSED = "found.json", "refused.json"
#: The name under which a picture lies in the folder, whatever it came under.
UPLOAD = "upload"
#: Signals by which the kernel ends what took too much: SIGXCPU, SIGKILL, SIGXFSZ.
_SPENT = {-24, -9, -25}
Tell = Callable[[int], None]


def look(folder: Path, *, limits: PictureLimits) -> dict[str, Any]:
    """Return what the picture UPLOAD in a folder says of itself. Errors: PictureRefused, PictureTooLarge."""
    return _done(folder, limits, {"task": "look"})


def draw(
    folder: Path, *, limits: PictureLimits, way: dict[str, Any], quality: int, tell: Tell, file: str = UPLOAD
) -> dict[str, Any]:
    """Draw a picture as tiles; return where it lies. `tell` hears the per cent that are done. Errors: as look."""
    return _done(folder, limits, {"task": "draw", "way": way, "quality": quality, "file": file}, tell)


def keep_scan(folder: Path, *, limits: PictureLimits) -> dict[str, Any]:
    """Write the scan UPLOAD in a folder anew, with a preview; return its size. Errors: as look."""
    return _done(folder, limits, {"task": "scan"})


def _done(folder: Path, limits: PictureLimits, request: dict[str, Any], tell: Tell | None = None) -> dict[str, Any]:
    size = (folder / request.get("file", UPLOAD)).stat().st_size
    if size > limits.upload:
        raise refusal("picture_bytes", {"most_mb": limits.upload // MIB})
    asked = {"folder": str(folder), "file": UPLOAD, "limits": asdict(limits), **request}
    code = _run(asked, limits.draw.cpu_s if request["task"] == "draw" else limits.look.cpu_s, tell)
    refused, found = folder / _REFUSED, folder / _FOUND
    if refused.exists():
        told = json.loads(refused.read_text(encoding="utf-8"))
        if told["code"] in ("picture_crashed", "not_confined"):
            log.warning("a picture was not read: %s %s", told["code"], told["facts"])
        raise refusal(told["code"], told["facts"])
    if code in _SPENT:
        raise refusal("picture_heavy", {})
    if code != 0 or not found.exists():
        log.warning("the reading of a picture ended with %s", code)
        raise refusal("picture_crashed", {})
    answer: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    found.unlink()
    return answer


def _run(request: dict[str, Any], cpu_s: int, tell: Tell | None) -> int:
    """Run the process to its end, and return how it ended; one that sleeps for ever is killed."""
    command = [sys.executable, "-m", "geo.raster.reading.process"]
    with subprocess.Popen(
        command, cwd=_ROOT, env=_ENVIRONMENT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        end = Timer(3 * cpu_s, process.kill)
        end.start()
        try:
            return _answered(process, request, tell)
        finally:
            end.cancel()
            process.kill()


def _answered(process: "subprocess.Popen[str]", request: dict[str, Any], tell: Tell | None) -> int:
    if process.stdin is None or process.stdout is None:
        raise refusal("not_confined", {"reason": "no pipes"})
    with suppress(BrokenPipeError):  # it ended before it was asked: its code says so
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.close()
    for line in process.stdout:
        if tell is not None:
            tell(int(line))
    return process.wait()
