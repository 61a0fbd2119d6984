"""Judging the signature of a PDF: no database, no network, no Django; any bytes may come.

Stricter than readers of PDF: one signature, over the whole file, with nothing added after it and nothing in its
envelope that was not written by signing (`envelope.py`).
"""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Final, TypeVar

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureStatus
from pyhanko_certvalidator import ValidationContext

from geo.printing.signing.envelope import require_canonical, require_whole
from geo.printing.signing.revoked import Revocation, revocation
from geo.printing.signing.verdicts import Level, NotValidError, Report, Verdict

T = TypeVar("T")
log = logging.getLogger(__name__)
#: By so much the clocks of the signer and of this machine may differ.
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
#: What pyHanko says of a chain, in our words. What is not here is a chain that leads to nobody whom we believe.
CERTIFICATE_REASONS: Final = {
    AdESFailure.NOT_YET_VALID: "not_begun",
    AdESIndeterminate.NOT_YET_VALID: "not_begun",
    AdESIndeterminate.EXPIRED: "run_out",
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: "run_out",
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: "run_out",
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: "revocation_unknown",
    AdESIndeterminate.TRY_LATER: "revocation_unknown",
}


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose seals and time stamps are believed, and lists of revoked certificates (DER) known beside the file's."""

    roots: tuple[asn1_x509.Certificate, ...]
    crls: tuple[bytes, ...] = ()


def check(data: bytes, trust: Trust, *, now: datetime, loop: asyncio.AbstractEventLoop | None = None) -> Report:
    """Return what a file is worth at a moment; never raises for what the file holds.

    `loop`: one made before the process gave up sockets; otherwise one is made.
    """
    try:
        return _judged(data, trust, now, loop)
    except NotValidError as error:
        return Report(verdict=error.verdict, reason=error.reason)
    except Exception as error:  # noqa: BLE001 - a hostile or broken file may make its reader fail in any way
        log.info("a file could not be judged: %s: %s", type(error).__name__, str(error)[:200])
        damaged = Verdict.ALTERED if b"/ByteRange" in data else Verdict.UNREADABLE
        return Report(verdict=damaged, reason="damaged")


def _judged(data: bytes, trust: Trust, now: datetime, loop: asyncio.AbstractEventLoop | None) -> Report:
    if not data.startswith(b"%PDF-"):
        raise NotValidError(Verdict.UNREADABLE, "not_a_pdf")
    reader = PdfFileReader(BytesIO(data), strict=True)
    found = reader.embedded_signatures
    if not found:
        raise NotValidError(Verdict.UNSIGNED, "no_signature")
    if len(found) > 1:
        raise NotValidError(Verdict.ALTERED, "another_signature")
    signature = found[0]
    der = require_whole(data, signature.byte_range)
    if signature.sig_object.get("/SubFilter") != SigSeedSubFilter.PADES.value:
        raise NotValidError(Verdict.UNTRUSTED, "not_pades")
    proofs = _dss(reader)
    status = _run(_status(signature, trust, proofs, now), loop)
    if not (status.intact and status.valid):
        raise NotValidError(Verdict.ALTERED, "signature" if status.intact else "content")
    stamp = status.timestamp_validity
    lists = (*trust.crls, *(_crls(proofs) if proofs else ()))
    if stamp is not None and not (stamp.trusted and _standing(stamp, lists, now) is None):
        raise NotValidError(Verdict.UNTRUSTED, "unknown_stamp")
    # What the certificate was worth is asked of the moment that another vouches for; without one, of today.
    moment = stamp.timestamp if stamp else now
    if stamp is not None:
        status = _run(_status(signature, trust, proofs, moment), loop)
    report = _report(
        status, _level(signature, trust, proofs, stamp is not None, moment, loop), moment if stamp else None
    )
    if not status.trusted:
        return _distrusted(report, status)
    require_canonical(der, status.validation_path or (), stamp.validation_path if stamp else None)
    if (ended := _standing(status, lists, moment)) is not None:
        reason = "revoked" if ended.own else "authority_revoked"
        return replace(report, verdict=Verdict.CERTIFICATE, reason=reason, revoked_at=_utc(ended.at))
    return _dated(report, status, now)


def _level(
    signature: EmbeddedPdfSignature,
    trust: Trust,
    proofs: DocumentSecurityStore | None,
    stamped: bool,
    moment: datetime,
    loop: asyncio.AbstractEventLoop | None,
) -> Level:
    if not stamped:
        return Level.B
    return Level.LT if proofs and _run(_proven(signature, trust, proofs, moment), loop) else Level.T


def _standing(status: SignatureStatus, lists: tuple[bytes, ...], moment: datetime) -> Revocation | None:
    path = status.validation_path
    return revocation(list(path), lists, moment=moment) if path else None


def _distrusted(report: Report, status: PdfSignatureStatus) -> Report:
    reason = CERTIFICATE_REASONS.get(status.trust_problem_indic) if status.trust_problem_indic else None
    if reason is None:
        return replace(report, verdict=Verdict.UNTRUSTED, reason="unknown_authority")
    return replace(report, verdict=Verdict.CERTIFICATE, reason=reason)


def _dated(report: Report, status: PdfSignatureStatus, now: datetime) -> Report:
    """Return the report, with another verdict when its moment cannot be."""
    if not report.signed_at:
        return replace(report, verdict=Verdict.ALTERED, reason="no_time")
    signed_at = datetime.fromisoformat(report.signed_at)
    if signed_at > now + CLOCK_TOLERANCE:
        return replace(report, verdict=Verdict.CLOCK, reason="signed_in_the_future")
    if signed_at + CLOCK_TOLERANCE < status.signing_cert.not_valid_before:
        return replace(report, verdict=Verdict.CERTIFICATE, reason="not_begun")
    return report


def _report(status: PdfSignatureStatus, level: Level, stamped_at: datetime | None) -> Report:
    certificate = status.signing_cert
    told = stamped_at or status.signer_reported_dt
    return Report(
        verdict=Verdict.VALID,
        level=level,
        signer=_name(certificate.subject),
        authority=_name(certificate.issuer),
        signed_at=_utc(told) if told else "",
        stamped=stamped_at is not None,
        certificate=certificate.sha256.hex(),
        holds_until=_utc(certificate.not_valid_after),
    )


def _name(name: asn1_x509.Name) -> str:
    found = name.native.get("common_name")
    return str(found if isinstance(found, str) else name.human_friendly)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _dss(reader: PdfFileReader) -> DocumentSecurityStore | None:
    """Return the proofs that the file carries; the signature covers them."""
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return None


async def _status(
    signature: EmbeddedPdfSignature, trust: Trust, proofs: DocumentSecurityStore | None, moment: datetime
) -> PdfSignatureStatus:
    """Return what pyHanko finds, its certificates asked of a moment; what was revoked is asked by ourselves."""
    context = _context(trust, proofs, moment, mode="none")
    return await async_validate_pdf_signature(signature, context, skip_diff=True)


async def _proven(
    signature: EmbeddedPdfSignature, trust: Trust, proofs: DocumentSecurityStore, moment: datetime
) -> bool:
    """Tell whether the file's own lists suffice to show that nothing in either chain was revoked."""
    context = _context(trust, proofs, moment, mode="require")
    status = await async_validate_pdf_signature(signature, context, skip_diff=True)
    stamp = status.timestamp_validity
    return bool(status.trusted and stamp is not None and stamp.trusted)


def _crls(proofs: DocumentSecurityStore) -> list[bytes]:
    return [bytes(held.get_object().data) for held in proofs.crls]


def _context(trust: Trust, proofs: DocumentSecurityStore | None, moment: datetime, *, mode: str) -> ValidationContext:
    told: dict[str, Any] = {
        "trust_roots": list(trust.roots),
        "moment": moment,
        "best_signature_time": moment,
        "allow_fetching": False,
        "revocation_mode": mode,
        "retroactive_revinfo": True,
        "time_tolerance": CLOCK_TOLERANCE,
    }
    return ValidationContext(**told) if proofs is None else proofs.as_validation_context(told)


def _run(work: Coroutine[Any, Any, T], loop: asyncio.AbstractEventLoop | None) -> T:
    return asyncio.run(work) if loop is None else loop.run_until_complete(work)
