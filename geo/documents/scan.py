"""Asking the virus scanner of the deployment, if there is one: ClamAV's clamd, by its INSTREAM command (clamd(8))."""

import io
import logging
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from geo.documents.errors import FileInfected, ScannerUnavailable

log = logging.getLogger(__name__)
_PORTION = 64 * 1024
_PATIENCE_S = 60


def check_clean(content: bytes | Path) -> bool:
    """Return whether a scanner looked and found nothing; False where the deployment has none.

    Where one is configured and does not answer, nothing is taken. Errors: FileInfected, ScannerUnavailable.
    """
    if not settings.CLAMD:
        return False
    try:
        with _opened(content) as file, _connected(settings.CLAMD) as scanner:
            answer = _asked(scanner, file)
    except OSError as error:
        raise ScannerUnavailable(reason=str(error)) from error
    if answer.endswith("FOUND"):
        found = answer.removeprefix("stream:").removesuffix("FOUND").strip()
        log.warning("a file was refused: %s", found)
        raise FileInfected(found=found[:100])
    if answer != "stream: OK":
        raise ScannerUnavailable(reason=answer[:200])
    return True


@contextmanager
def _opened(content: bytes | Path) -> Iterator[IO[bytes]]:
    with io.BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        yield file


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    """Connect to "/path/of/a/socket" or "host:port"."""
    local = address.startswith("/")
    with socket.socket(socket.AF_UNIX if local else socket.AF_INET) as scanner:
        scanner.settimeout(_PATIENCE_S)
        host, _colon, port = address.rpartition(":")
        scanner.connect(address if local else (host, int(port)))
        yield scanner


def _asked(scanner: socket.socket, file: IO[bytes]) -> str:
    scanner.sendall(b"zINSTREAM\0")
    while portion := file.read(_PORTION):
        scanner.sendall(struct.pack(">I", len(portion)) + portion)
    scanner.sendall(struct.pack(">I", 0))
    told = b""
    while not told.endswith(b"\0") and (more := scanner.recv(4096)):
        told += more
    return told.rstrip(b"\0").decode("utf-8", "replace").strip()
