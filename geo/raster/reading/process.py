"""The confined process: loads its libraries, gives up all but one folder, does one thing with one picture, ends.

Reads one request as JSON from its standard input; tells how far it is by lines of its standard output; leaves what it
found in the folder. No Django.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import rasterio

from geo.exchange.reading.confinement import NotConfined, confine
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.refusals import Refused
from geo.raster.reading import pictures
from geo.raster.reading.drivers import KEPT
from geo.raster.reading.limits import PictureLimits

#: Names of what is left in the folder: what was found, or why nothing was.
FOUND, REFUSED = "found.json", "refused.json"


def main() -> None:
    """Serve the one request."""
    with rasterio.Env() as environment:
        if unexpected := set(environment.drivers()) - KEPT:
            raise SystemExit(f"drivers that nobody looked at: {', '.join(sorted(unexpected))}")
    request = json.loads(sys.stdin.readline())
    folder = Path(request["folder"])
    name, said = FOUND, None
    try:
        os.chdir(folder)
        said = _confined(request, folder)
    except Refused as error:
        name, said = REFUSED, {"code": error.code, "facts": error.facts}
    except NotConfined as error:
        name, said = REFUSED, {"code": "not_confined", "facts": {"reason": str(error)}}
    except (MemoryError, RecursionError):
        name, said = REFUSED, {"code": "picture_heavy", "facts": {}}
    except BaseException as error:  # noqa: BLE001 - the last word of a process: told to the parent, which logs it
        name, said = REFUSED, {"code": "picture_crashed", "facts": {"reason": f"{type(error).__name__}: {error}"[:300]}}
    (folder / name).write_text(json.dumps(said, ensure_ascii=False, default=str), encoding="utf-8")


def _confined(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    told = request["limits"]
    limits = PictureLimits(**{**told, "look": Limits(**told["look"]), "draw": Limits(**told["draw"])})
    task, path = request["task"], folder / request["file"]
    held = confine(folder, _libraries(), limits.draw if task == "draw" else limits.look)
    with rasterio.Env():
        if task == "look":
            found = pictures.look(path, limits)
        elif task == "draw":
            found = pictures.draw(path, limits, request["way"], request["quality"], _tell)
        else:
            found = pictures.keep_scan(path, limits)
    return {**found, "confined": held}


def _tell(percent: int) -> None:
    sys.stdout.write(f"{percent}\n")
    sys.stdout.flush()


def _libraries() -> list[Path]:
    """Return what may be read beside the folder: the interpreter, the libraries, this code."""
    here = Path(__file__).resolve().parents[2]
    places = [Path(sys.prefix), Path(sys.base_prefix) / "lib", Path("/lib"), Path("/usr/lib"), here]
    return [place for place in dict.fromkeys(place.resolve() for place in places) if place.exists()]


if __name__ == "__main__":
    main()
