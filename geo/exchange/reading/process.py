"""The confined process: started once with all libraries loaded, forks for each file a child that gives up the rest.

Reads requests as lines of JSON from its standard input, answers each with one line; ends with its parent. No Django.
"""

import gc
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pyogrio

from geo.exchange.reading import reader
from geo.exchange.reading.confinement import NotConfined, confine
from geo.exchange.reading.forms.drivers import DRIVERS
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import OUTCOME


def main() -> None:
    """Serve requests until the parent is gone."""
    if unexpected := set(pyogrio.list_drivers()) - set(DRIVERS.values()):
        raise SystemExit(f"drivers that nobody looked at: {', '.join(sorted(unexpected))}")
    sys.stdout.write('{"ready": true}\n')
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_serve(json.loads(line))) + "\n")
        sys.stdout.flush()


def _serve(request: dict[str, Any]) -> dict[str, Any]:
    child = os.fork()
    if child == 0:
        _child(request)
    status = _wait(child, 3 * request["limits"]["cpu_s"])
    code = os.waitstatus_to_exitcode(status)
    return {"code": code}


def _wait(child: int, seconds: float) -> int:
    """Wait for a child; one that sleeps for ever is killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return status
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _child(request: dict[str, Any]) -> None:
    """Read one file and leave; nothing of this process outlives it."""
    folder = Path(request["folder"])
    refused: dict[str, Any] = {}
    gc.disable()  # it ends with its file: looking for cycles among a million values costs a fifth of its time
    try:
        os.chdir(folder)
        limits = Limits(**request["limits"])
        confined = confine(folder, _libraries(), limits)
        reader.read_file(folder / request["file"], request["name"], Options(**request["options"]), limits, confined)
    except Refused as error:
        refused = {"code": error.code, "facts": error.facts}
    except NotConfined as error:
        refused = {"code": "not_confined", "facts": {"reason": str(error)}}
    except (MemoryError, RecursionError):
        refused = {"code": "too_heavy", "facts": {}}
    except BaseException as error:  # noqa: BLE001 - the last word of a process: told to the parent, which logs it
        refused = {"code": "crashed", "facts": {"reason": f"{type(error).__name__}: {error}"[:300]}}
    if refused:
        (folder / OUTCOME).write_text(json.dumps(refused, ensure_ascii=False, default=str), encoding="utf-8")
    os._exit(1 if refused else 0)


def _libraries() -> list[Path]:
    """Return what a child may read beside its folder: the interpreter, the libraries, this code."""
    here = Path(__file__).resolve().parent
    places = [Path(sys.prefix), Path(sys.base_prefix) / "lib", Path("/lib"), Path("/usr/lib"), here]
    return [place for place in dict.fromkeys(place.resolve() for place in places) if place.exists()]


if __name__ == "__main__":
    main()
