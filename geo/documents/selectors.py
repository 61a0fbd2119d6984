"""Reads of the archive: row level security shows the papers of the reader's territories only."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from geo.documents.enums import Secrecy
from geo.documents.errors import DocumentUnknown
from geo.documents.models import Document


def documents_of(subject: str) -> QuerySet[Document]:
    """Return the papers of a record that no newer version replaces, without their content, in the order of filing."""
    held = Document.objects.filter(subject=subject, superseded_by=None).defer("content")
    return held.select_related("filed_by", "supersedes").defer("supersedes__content")


def documents_seen(subject: str, levels: Iterable[Secrecy], *, by: int | None = None) -> QuerySet[Document]:
    """Return the papers of a record at these levels of secrecy, and those that the person `by` filed himself."""
    return documents_of(subject).filter(Q(secrecy__in=list(levels)) | Q(filed_by_id=by))


def place_of(pk: UUID) -> tuple[int, str] | None:
    """Return the office and the record of a paper, whatever the territory; None for no such paper."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT municipality_id, subject FROM document_place_v1(%s)", [pk])
        found: tuple[int, str] | None = cursor.fetchone()
    return found


def document(pk: UUID) -> Document:
    """Return a paper with its content; raise DocumentUnknown."""
    found = Document.objects.filter(pk=pk).first()
    if found is None:
        raise DocumentUnknown
    return found
