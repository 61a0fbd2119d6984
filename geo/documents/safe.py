"""What is kept of a file: pictures and PDF made anew, in processes of their own, without what acts or hides in them."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from geo.documents import reencoding
from geo.documents.content import MOST, is_tiff, media_type_of
from geo.documents.enums import MediaType
from geo.documents.errors import (
    DocumentActive,
    DocumentImageTooLarge,
    DocumentLocked,
    DocumentTooLarge,
    DocumentTooMuch,
    DocumentUnreadable,
    RewritingUnavailable,
)
from geo.errors import DomainError
from geo.exchange.reading.limits import MIB, Limits

log = logging.getLogger(__name__)
#: Seconds: the process stops by itself before.
_PATIENCE_S = reencoding.SECONDS + 5
_FORMS = {MediaType.PNG: "PNG", MediaType.JPEG: "JPEG"}
_ROOT = Path(__file__).resolve().parents[2]
#: What the process that rewrites knows of its surroundings: nothing that names this service or its secrets.
_ENVIRONMENT: Final = {"PATH": "", "LANG": "C.UTF-8", "TZ": "UTC"}
#: Memory and time as for pictures: what a page shows is unpacked whole.
_LIMITS: Final = Limits(address_space=2048 * MIB, cpu_s=reencoding.SECONDS, written_file=MIB)
#: Signals by which the kernel ends what took too much: SIGXCPU, SIGKILL, SIGXFSZ; SIGABRT where memory ran out.
_SPENT: Final = {-24, -9, -25, -6}
#: The word for electronic signatures, which end when the file is written anew.
SIGNATURES: Final = "signatures"
#: Why a PDF is not rewritten, by the words of rewriting.py.
_REFUSALS: Final[dict[str, type[DomainError]]] = {
    "locked": DocumentLocked, "active": DocumentActive, "too_large": DocumentTooMuch, "unreadable": DocumentUnreadable,
    "not_confined": RewritingUnavailable,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept, what it is, and what was left out of a PDF, by the words of rewriting.py."""

    content: bytes
    media_type: MediaType
    left_out: tuple[str, ...] = ()


def made_safe(content: bytes) -> Kept:
    """Return what is kept of a file that was sent.

    Errors: those of media_type_of, DocumentUnreadable, DocumentLocked, DocumentActive, DocumentTooMuch,
    DocumentTooLarge, DocumentImageTooLarge, RewritingUnavailable.
    """
    if is_tiff(content):
        return Kept(_remade(content, "TIFF"), MediaType.PDF)
    media_type = media_type_of(content)
    if media_type is MediaType.PDF:
        return _rewritten(content)
    return Kept(_remade(content, _FORMS[media_type]), media_type)


def _rewritten(content: bytes) -> Kept:
    """Return a PDF as the confined process wrote it anew."""
    with TemporaryDirectory(prefix="pdf-") as folder:
        asked = json.dumps({"folder": folder, "limits": asdict(_LIMITS)}).encode() + b"\n" + content
        command = [sys.executable, "-m", "geo.documents.rewriting"]
        try:
            done = subprocess.run(
                command, cwd=_ROOT, env=_ENVIRONMENT, input=asked, capture_output=True, check=False,
                timeout=_PATIENCE_S,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise DocumentTooMuch(reason="takes too long") from error
    if done.returncode in _SPENT:
        raise DocumentTooMuch(reason="takes too much")
    line, _end, made = done.stdout.partition(b"\n")
    if done.returncode or not line:
        log.warning("rewriting a PDF ended with %s: %s", done.returncode, done.stderr[-300:])
        raise DocumentUnreadable(reason="it could not be read to its end")
    told = json.loads(line)
    if "refused" in told:
        raise _REFUSALS[told["refused"]](found=told["found"])
    return Kept(_small(made), MediaType.PDF, tuple(told["left_out"]))


def _remade(content: bytes, form: str) -> bytes:
    command = [sys.executable, "-I", "-W", "ignore", reencoding.__file__, form]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE_S, check=False, env={})
    except subprocess.TimeoutExpired as error:
        raise DocumentUnreadable(reason="takes too long") from error
    if done.returncode == reencoding.TOO_LARGE:
        raise DocumentImageTooLarge
    if done.returncode or not done.stdout:
        raise DocumentUnreadable(reason=done.stderr.decode("utf-8", "replace")[-100:].strip())
    return _small(done.stdout)


def _small(made: bytes) -> bytes:
    if len(made) > MOST:
        raise DocumentTooLarge(size=len(made))
    return made
