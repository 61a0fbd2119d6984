"""Reads of the archive: row level security shows the papers of the reader's territories only."""

from uuid import UUID

from django.db.models import QuerySet

from geo.documents.errors import DocumentUnknown
from geo.documents.models import Document


def documents_of(subject: str) -> QuerySet[Document]:
    """Return the papers of a record that no newer version replaces, without their content, in the order of filing."""
    held = Document.objects.filter(subject=subject, superseded_by=None).defer("content")
    return held.select_related("filed_by", "supersedes").defer("supersedes__content")


def document(pk: UUID) -> Document:
    """Return a paper with its content; raise DocumentUnknown."""
    found = Document.objects.filter(pk=pk).first()
    if found is None:
        raise DocumentUnknown
    return found
