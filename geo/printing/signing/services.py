"""The deployment's seal, signing with it, and handing a file to the confined process that judges it."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings

from geo.exchange.reading.limits import MIB, Limits
from geo.instance.authority import AUTHORITY_NAME
from geo.printing.errors import CheckingUnavailable, SignedFileTooLarge, SigningUnavailable
from geo.printing.signing.check import Trust
from geo.printing.signing.seal import Seal, SealUnusable, read_certificates, read_crl, read_seal
from geo.printing.signing.signer import About, HttpStamper, Signed, sign
from geo.printing.signing.verdicts import Report, Verdict

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]
#: What the process knows of its surroundings: nothing that names this service, its database or its secrets.
_ENVIRONMENT: Final = {"PATH": "", "LANG": "C.UTF-8", "TZ": "UTC"}
#: A PDF of ours has less than 1 MiB; a report of many sheets some.
MOST_BYTES: Final = 20 * MIB
_LIMITS: Final = Limits(address_space=768 * MIB, cpu_s=10, written_file=MIB)
#: Signals by which the kernel ends what took too much: SIGXCPU, SIGKILL, SIGXFSZ.
_SPENT: Final = {-24, -9, -25}
#: Files that one server process has checked at a time: each takes a process and a core for a second.
AT_ONCE: Final = 2
_places = BoundedSemaphore(AT_ONCE)


def seal_in_use() -> Seal | None:
    """Return the deployment's seal; None when it has none. Errors: SealUnusable."""
    if not settings.SIGNING_CERTIFICATE:
        return None
    seal = _read(
        settings.SIGNING_CERTIFICATE, settings.SIGNING_KEY, settings.SIGNING_PASSPHRASE, settings.SIGNING_TRUST,
        tuple(settings.SIGNING_CRLS), _changed([*settings.SIGNING_CRLS, settings.SIGNING_CERTIFICATE]),
    )  # fmt: skip
    if seal.authority == AUTHORITY_NAME and not settings.SAMPLE_NOTICE:
        raise SealUnusable("the seal is that of the demo authority, and this is no sample")
    return seal


def _changed(paths: Sequence[str]) -> tuple[int, ...]:
    """Return when files were last written, so that a renewed list or certificate counts without a restart."""
    try:
        return tuple(Path(path).stat().st_mtime_ns for path in paths)
    except OSError as error:
        raise SealUnusable(str(error)) from error


@lru_cache(maxsize=4)
def _read(
    certificate: str, key: str, passphrase: str, trust: str, crls: tuple[str, ...], changed: tuple[int, ...]
) -> Seal:
    if not trust:
        raise SealUnusable("SIGNING_TRUST is not set: nobody could check what is signed")
    return read_seal(
        certificate=Path(certificate), key=Path(key) if key else None, passphrase=passphrase, trust=Path(trust),
        crls=map(Path, crls),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _stamper(url: str) -> HttpStamper:
    """One stamper a process: it learns once how large the stamps of its authority are."""
    return HttpStamper(url)


def usable_seal() -> Seal | None:
    """Return the seal to sign with; None where unsigned papers are allowed. Errors: SigningUnavailable."""
    try:
        seal = seal_in_use()
    except SealUnusable as error:
        raise _unavailable(error) from error
    if seal is None and settings.SIGNING_REQUIRED:
        raise _unavailable(SealUnusable("SIGNING_CERTIFICATE is not set"))
    return seal


def seal_pdf(pdf: bytes, *, seal: Seal, about: About) -> Signed:
    """Sign a PDF. Errors: SigningUnavailable, and why in the log."""
    try:
        return sign(
            pdf, seal, about=about, stamper=_stamper(settings.SIGNING_TSA_URL) if settings.SIGNING_TSA_URL else None
        )
    except SealUnusable as error:
        raise _unavailable(error) from error


def _unavailable(error: SealUnusable) -> SigningUnavailable:
    log.error("a document could not be signed: %s", error)
    return SigningUnavailable()


def trusted() -> Trust:
    """Return whom this deployment believes; nobody where no authority is named. Errors: CheckingUnavailable."""
    if not settings.SIGNING_TRUST:
        return Trust(())
    try:
        crls = tuple(read_crl(Path(path)) for path in settings.SIGNING_CRLS)
        return Trust(read_certificates(Path(settings.SIGNING_TRUST)), crls)
    except (OSError, ValueError) as error:
        log.error("the authorities that are believed cannot be read: %s", error)
        raise CheckingUnavailable from error


def check_file(data: bytes, *, trust: Trust, now: datetime) -> Report:
    """Return what a file from outside is worth, judged by a confined process; nothing of it is kept.

    Errors: SignedFileTooLarge; CheckingUnavailable when too many are checked now, or the process may not be confined.
    """
    if len(data) > MOST_BYTES:
        raise SignedFileTooLarge(most_mb=MOST_BYTES // MIB)
    if not _places.acquire(timeout=_LIMITS.cpu_s):
        raise CheckingUnavailable
    try:
        with TemporaryDirectory(prefix="check-") as folder:
            return _answered(data, trust, now, folder)
    finally:
        _places.release()


def _answered(data: bytes, trust: Trust, now: datetime, folder: str) -> Report:
    request = {
        "folder": folder, "limits": asdict(_LIMITS), "now": now.isoformat(),
        "roots": [root.dump().hex() for root in trust.roots], "crls": [one.hex() for one in trust.crls],
    }  # fmt: skip
    asked = json.dumps(request).encode() + b"\n" + data
    command = [sys.executable, "-m", "geo.printing.signing.process"]
    try:
        done = subprocess.run(
            command, cwd=_ROOT, env=_ENVIRONMENT, input=asked, capture_output=True, check=False,
            timeout=3 * _LIMITS.cpu_s,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Report(verdict=Verdict.UNREADABLE, reason="heavy")
    if done.returncode in _SPENT:
        return Report(verdict=Verdict.UNREADABLE, reason="heavy")
    try:
        told = json.loads(done.stdout)
        if "not_confined" not in told:
            return Report.from_json(told)
        log.warning("a file was not checked: not confined: %s", told["not_confined"])
    except (ValueError, TypeError, KeyError):
        log.warning("checking a file ended with %s: %s", done.returncode, done.stderr[-300:])
        return Report(verdict=Verdict.UNREADABLE, reason="damaged")
    raise CheckingUnavailable
