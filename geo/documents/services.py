"""Filing documents: the content decides what is taken."""

import hashlib

from django.db import transaction

from geo.accounts.models import User
from geo.documents.content import media_type_of
from geo.documents.enums import DocumentKind
from geo.documents.errors import DocumentReplaced
from geo.documents.models import Document
from geo.documents.names import clean_name, clean_text
from geo.documents.scan import check_clean
from geo.municipalities.models import Municipality
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
) -> Document:
    """File a paper beside a record and seal its hash in the office's chain; the same bytes are filed once a record.

    Runs inside the territory of the office. Where the deployment has no virus scanner the paper is kept in quarantine:
    marked as not seen by one, handed out as a download to the staff only. Errors: those of media_type_of, FileInfected,
    ScannerUnavailable, DocumentReplaced, OutsideTerritory.
    """
    media_type = media_type_of(content)
    scanned = check_clean(content)
    digest = hashlib.sha256(content).hexdigest()
    known = Document.objects.defer("content").filter(subject=subject, sha256=digest, municipality=office).first()
    if known is not None:
        return known
    if supersedes is not None and not _may_be_replaced(supersedes, subject):
        raise DocumentReplaced(document=str(supersedes.pk))
    filed = Document.objects.create(
        municipality=office, subject=subject, kind=kind, title=clean_text(title, 200) or str(DocumentKind(kind).label),
        name=clean_name(name, media_type), media_type=media_type, size=len(content), sha256=digest, content=content,
        filed_by=by, supersedes=supersedes, scanned=scanned,
    )  # fmt: skip
    record_act(
        office=office, by=by, action="file document", subject=f"documents.document:{filed.pk}",
        facts={"subject": subject, "sha256": digest, "supersedes": str(supersedes.pk) if supersedes else ""},
    )  # fmt: skip
    return filed


def _may_be_replaced(former: Document, subject: str) -> bool:
    """Say whether a paper of the record has no successor yet; its row cannot be locked, as it never changes."""
    return former.subject == subject and not Document.objects.filter(supersedes=former).exists()
