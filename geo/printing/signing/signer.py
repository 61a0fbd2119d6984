"""Signing one PDF, and looking at the result before it leaves: what our own check refuses is not handed out."""

import asyncio
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from asn1crypto import tsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from geo.printing.signing.check import Trust, check
from geo.printing.signing.seal import Seal, SealUnusable
from geo.printing.signing.verdicts import Report, Verdict

FIELD: Final = "Seal"
DIGEST: Final = "sha256"
#: Hexadecimal digits kept free for a signature with its chain, and for one with a time stamp and the chain of that.
#: pyHanko would sign twice, and ask for two stamps, to learn how many it needs; one that does not fit is an error.
DIGITS: Final = 16 * 1024
STAMPED_DIGITS: Final = 48 * 1024
#: Seconds that a time stamp authority may take: a number is locked meanwhile.
STAMP_TIMEOUT_S: Final = 5
#: Most bytes of its answer.
STAMP_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What readers of PDF show beside the signature: for what, where, by whom. Nothing private."""

    reason: str
    location: str
    name: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed bytes, and what our own check found in them."""

    pdf: bytes
    report: Report


class HttpStamper(TimeStamper):
    """Asks an authority for time stamps (RFC 3161 over HTTP), once a signature, with a time limit."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        if not url.startswith(("http://", "https://")):
            raise SealUnusable("the address of the time stamp authority is neither http nor https")
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the authority's answer. Errors: SealUnusable."""
        headers = {"Content-Type": "application/timestamp-query"}
        asked = urllib.request.Request(self._url, data=req.dump(), headers=headers, method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=STAMP_TIMEOUT_S) as answer:
                return tsp.TimeStampResp.load(answer.read(STAMP_BYTES))
        except (OSError, ValueError) as error:
            raise SealUnusable(f"the time stamp authority: {error}") from error


def sign(pdf: bytes, seal: Seal, *, about: About, stamper: TimeStamper | None = None) -> Signed:
    """Sign a PDF as its office: invisibly, certified, so that no later change is allowed.

    The level is B-B; with a stamper B-T; with lists of revoked certificates too, B-LT. Errors: SealUnusable.
    """
    now = datetime.now(UTC)
    seal.require_in_time(now)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, subfilter=SigSeedSubFilter.PADES, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, reason=about.reason, location=about.location, name=about.name,
        **_proofs(seal),
    )  # fmt: skip
    signer = PdfSigner(metadata, signer=seal.signer, timestamper=stamper)
    out = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        reserved = STAMPED_DIGITS if stamper else DIGITS
        asyncio.run(signer.async_sign_pdf(writer, output=out, bytes_reserved=reserved))
    except SealUnusable:
        raise
    except Exception as error:
        raise SealUnusable(f"{type(error).__name__}: {error}") from error
    signed = out.getvalue()
    report = check(signed, Trust(seal.roots, seal.crls), now=datetime.now(UTC))
    if report.verdict != Verdict.VALID:
        raise SealUnusable(f"what was signed is {report.verdict}: {report.reason}")
    return Signed(signed, report)


def _proofs(seal: Seal) -> dict[str, Any]:
    """Return what makes the document carry its proofs: in the signed revision, so that the signature covers them."""
    if not seal.crls:
        return {}
    context = ValidationContext(
        trust_roots=list(seal.roots), crls=list(seal.crls), allow_fetching=False, revocation_mode="require"
    )
    placement = SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
    return {
        "embed_validation_info": True,
        "validation_context": context,
        "dss_settings": DSSContentSettings(include_vri=False, placement=placement),
    }
