"""Filing documents: the content decides what is taken."""

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from geo.accounts.models import User
from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.errors import DocumentReplaced
from geo.documents.models import Document
from geo.documents.names import clean_name, clean_text
from geo.documents.safe import SIGNATURES, Kept, made_safe
from geo.documents.scan import check_clean
from geo.documents.storing import store
from geo.municipalities.models import Municipality
from geo.printing.errors import CheckingUnavailable, SignedFileTooLarge
from geo.printing.signing.services import check_file, trusted
from geo.series.services import record_act


@transaction.atomic
def file_document(
    *,
    subject: str,
    office: Municipality,
    kind: DocumentKind,
    title: str,
    name: str,
    content: bytes,
    by: User,
    supersedes: Document | None = None,
    secrecy: Secrecy = Secrecy.STAFF,
) -> Document:
    """File a paper beside a record and seal both hashes in the office's chain; the same bytes are filed once a record.

    Pictures are made anew from their pixels, a PDF from its pages; a TIFF becomes a PDF. What was left out is told by
    `left_out` of what is returned, and in the chain. Runs inside the territory of the office. Where the deployment has
    no virus scanner the paper is kept in quarantine: marked as not seen by one, handed out as a download only.
    Errors: those of made_safe, FileInfected, ScannerUnavailable, DocumentReplaced, DocumentStoreSilent,
    OutsideTerritory.
    """
    scanned, received = check_clean(content), hashlib.sha256(content).hexdigest()
    kept = made_safe(content)
    digest = hashlib.sha256(kept.content).hexdigest()
    same = Q(sha256=digest) | Q(received_sha256=received)  # what rewrites may write otherwise after an update
    known = Document.objects.defer("content").filter(same, subject=subject, municipality=office).first()
    if known is not None:
        return known
    if supersedes is not None and not _may_be_replaced(supersedes, subject):
        raise DocumentReplaced(document=str(supersedes.pk))
    stored_as = store(kept.content, digest)
    filed = Document.objects.create(
        municipality=office, subject=subject, kind=kind, title=clean_text(title, 200) or str(DocumentKind(kind).label),
        name=clean_name(name, kept.media_type), media_type=kept.media_type, size=len(kept.content), sha256=digest,
        content=None if stored_as else kept.content, stored_as=stored_as, received_sha256=received, filed_by=by,
        supersedes=supersedes, scanned=scanned, secrecy=secrecy,
    )  # fmt: skip
    record_act(
        office=office, by=by, action="file document", subject=f"documents.document:{filed.pk}",
        facts={
            "subject": subject, "sha256": digest, "received": received,
            "supersedes": str(supersedes.pk) if supersedes else "", **_came_with(content, kept),
        },
    )  # fmt: skip
    filed.left_out = kept.left_out
    return filed


def _came_with(content: bytes, kept: Kept) -> dict[str, Any]:
    """Return what was left out of a file, and what the signature in it was worth: it cannot outlive the rewriting."""
    if not kept.left_out:
        return {}
    told: dict[str, Any] = {"left_out": list(kept.left_out)}
    if SIGNATURES in kept.left_out:
        told["signature"] = _signature(content)
    return told


def _signature(content: bytes) -> dict[str, str]:
    try:
        report = check_file(content, trust=trusted(), now=timezone.now())
    except (CheckingUnavailable, SignedFileTooLarge) as error:
        return {"verdict": "not_checked", "reason": error.code}
    return {"verdict": report.verdict, "signer": report.signer, "signed_at": report.signed_at}


def _may_be_replaced(former: Document, subject: str) -> bool:
    """Say whether a paper of the record has no successor yet; its row cannot be locked, as it never changes."""
    return former.subject == subject and not Document.objects.filter(supersedes=former).exists()
