"""The confined process: takes a file and whom to believe, gives up all else, says what it found.

One line of JSON on its standard input, then the bytes of the file; one line of JSON comes back. No Django.
"""

import asyncio
import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509

from geo.exchange.reading.confinement import NotConfined, confine
from geo.exchange.reading.limits import Limits
from geo.printing.signing.check import Trust, check


def main() -> None:
    """Serve the one request."""
    logging.disable(logging.CRITICAL)
    request: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    loop = asyncio.new_event_loop()  # it wants sockets of its own, which there will be none of
    try:
        confined = confine(Path(request["folder"]), _libraries(), Limits(**request["limits"]))
    except NotConfined as error:
        sys.stdout.write(json.dumps({"not_confined": str(error)}))
        return
    roots = tuple(x509.Certificate.load(bytes.fromhex(one)) for one in request["roots"])
    trust = Trust(roots, tuple(bytes.fromhex(one) for one in request["crls"]))
    report = check(data, trust, now=datetime.fromisoformat(request["now"]), loop=loop)
    sys.stdout.write(json.dumps({**report.to_json(), "confined": confined}))


def _libraries() -> list[Path]:
    """Return what may be read beside the folder: the interpreter, the libraries, this code, the clock's zone."""
    here = Path(__file__).resolve().parents[2]
    zones = Path("/usr/share/zoneinfo")
    places = [Path(sys.prefix), Path(sys.base_prefix) / "lib", Path("/lib"), Path("/usr/lib"), zones, here]
    return [place for place in dict.fromkeys(place.resolve() for place in places) if place.exists()]


if __name__ == "__main__":
    main()
