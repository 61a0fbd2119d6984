"""The archive: papers that were filed beside a record, byte for byte."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.documents.enums import DocumentKind, MediaType, Secrecy
from geo.municipalities.models import Municipality
from geo.printing.models import SHA256_HEX_LENGTH, sha256_hex


class Document(models.Model):
    """A paper (وثيقة) of a record: never changed, never deleted; a newer version names the one it takes the place of.

    `subject` names the record as "slice.model:key"; this slice does not know what that is. `sha256` is of what is kept:
    of a picture other bytes than were sent. The content lies here, or in the storage under `stored_as`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("office"))
    subject = models.CharField(_("record"), max_length=120)
    kind = models.CharField(_("kind"), max_length=30, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=130)
    media_type = models.CharField(_("form"), max_length=20, choices=MediaType)
    size = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    received_sha256 = models.CharField(_("SHA-256 of what was sent"), max_length=SHA256_HEX_LENGTH, blank=True)
    content = models.BinaryField(_("content"), null=True)
    stored_as = models.CharField(_("place in the storage"), max_length=120, blank=True)
    secrecy = models.CharField(_("who reads it"), max_length=12, choices=Secrecy, default=Secrecy.STAFF)
    scanned = models.BooleanField(_("seen by a virus scanner"), default=False)
    filed_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )

    #: What was left out of the file when it was filed just now (rewriting.py); the office's chain keeps it.
    left_out: tuple[str, ...] = ()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["filed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256=sha256_hex("content")), name="document_hash_of_content"),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="document_not_its_own_successor"),
            models.CheckConstraint(condition=Q(subject__regex=r"^[a-z_]+\.[a-z_]+:\S+$"), name="document_subject_form"),
            models.CheckConstraint(
                condition=Q(content__isnull=False, stored_as="") | Q(content=None) & ~Q(stored_as=""),
                name="document_kept_in_one_place",
            ),
            # Usage: services.file_document; selectors.documents_of.
            models.UniqueConstraint(fields=["subject", "sha256", "municipality"], name="document_once_a_record"),
            # Usage: the key that holds a version in the office of the one it replaces.
            models.UniqueConstraint(fields=["id", "municipality"], name="document_in_municipality"),
        ]

    def __str__(self) -> str:
        return self.title
