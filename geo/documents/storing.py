"""Where the bytes of papers lie: in the database, or in the storage that the deployment names (Django's STORAGES)."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from geo.documents.errors import DocumentDamaged, DocumentStoreSilent
from geo.documents.models import Document

#: The name of the storage in STORAGES.
ALIAS = "documents"


def store(content: bytes, digest: str) -> str:
    """Put bytes into the storage under their hash and return where; "" where papers lie in the database.

    What a transaction that fails leaves there is found again by the same bytes. Errors: DocumentStoreSilent.
    """
    if not settings.DOCUMENTS_STORED:
        return ""
    key = f"{digest[:2]}/{digest[2:4]}/{digest}"
    try:
        storage = _storage()
        return key if storage.exists(key) else storage.save(key, ContentFile(content))
    except Exception as error:  # each storage has errors of its own
        raise DocumentStoreSilent(reason=type(error).__name__) from error


def content_of(document: Document) -> bytes:
    """Return the bytes of a paper as they were filed. Errors: DocumentStoreSilent, DocumentDamaged."""
    if not document.stored_as:
        return bytes(document.content or b"")
    try:
        with _storage().open(document.stored_as) as file:
            content: bytes = file.read(document.size + 1)
    except Exception as error:  # each storage has errors of its own
        raise DocumentStoreSilent(reason=type(error).__name__) from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(document=str(document.pk))
    return content


def _storage() -> Storage:
    return storages[ALIAS]
