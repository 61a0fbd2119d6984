"""Files of this slice: pictures on their way by key, finished ones by the SHA-256 of what they hold."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

_PORTION = 1024 * 1024


def folder() -> Path:
    """Return the folder that web servers and workers share."""
    return Path(settings.IMAGERY_FOLDER)


def incoming(key: UUID) -> Path:
    """Return the folder of a picture on its way; nothing else lies in it."""
    return folder() / "incoming" / str(key)


def kept(sha256: str, suffix: str = ".tif") -> Path:
    """Return where a finished file lies: it never changes under its name."""
    return folder() / "kept" / sha256[:2] / f"{sha256}{suffix}"


def take_in(content: IO[bytes] | Path, target: Path) -> str:
    """Copy what comes into a file; return its SHA-256. The folder of the file is made."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if isinstance(content, Path):
        with content.open("rb") as source:
            return _copied(source, target)
    content.seek(0)
    return _copied(content, target)


def _copied(source: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as file:
        while portion := source.read(_PORTION):
            digest.update(portion)
            file.write(portion)
    return digest.hexdigest()


def keep(path: Path, suffix: str = ".tif") -> str:
    """Move a finished file to its place, safe on the disk; return its SHA-256. The same twice is one file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    target = kept(sha256, suffix)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.replace(target)
    return sha256


def forget(key: UUID) -> None:
    """Remove what lies of a picture on its way."""
    shutil.rmtree(incoming(key), ignore_errors=True)


def on_their_way() -> Iterator[tuple[UUID, float]]:
    """Yield key and time of change of every folder of a picture on its way."""
    place = folder() / "incoming"
    for path in place.iterdir() if place.exists() else ():
        yield UUID(path.name), path.stat().st_mtime
