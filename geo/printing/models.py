"""The register of printed documents: what was handed out, byte for byte, and whether it still holds."""

import uuid

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from geo.printing.codes import LENGTH, PATTERN, grouped, new_code
from geo.printing.enums import Language

SHA256_HEX_LENGTH = 64


def sha256_hex(column: str) -> Func:
    """Return the database's own SHA-256 of a bytea column, hexadecimal."""
    hashed = Func(F(column), function="sha256", output_field=models.BinaryField())
    return Func(hashed, Value("hex"), function="encode", output_field=models.CharField())


class Printout(models.Model):
    """A document that left the office (وثيقة صادرة). Its text never changes; it can be suspended, revoked or replaced.

    `pdf` are the bytes as they were handed out, signed; `seal_level` is empty where they were not. `valid_until` is the
    last day on which the document holds.
    `record_type` and `record_id` name what it is about; this slice does not know what that is. `public_facts`
    is all that the verification page may tell. Protected by territory; read by code without territory through
    `printing_find_v1` only.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("verification code"), max_length=LENGTH, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    municipality = models.ForeignKey(Municipality, models.PROTECT, verbose_name=_("issued by"))
    record_type = models.CharField(_("record type"), max_length=60)
    record_id = models.CharField(_("record"), max_length=80)
    number = models.CharField(_("number"), max_length=60)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    sha256 = models.CharField("SHA-256", max_length=SHA256_HEX_LENGTH)
    pdf = models.BinaryField(_("PDF"))
    public_facts = models.JSONField(_("public facts"), default=list)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    seal_level = models.CharField(_("level of the signature"), max_length=4, blank=True)
    seal_certificate = models.CharField(_("certificate of the seal"), max_length=SHA256_HEX_LENGTH, blank=True)
    suspended_since = models.DateTimeField(_("suspended since"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_reason = models.CharField(_("reason of revocation"), max_length=400, blank=True)
    superseded_by = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("replaced by"),
    )

    class Meta:
        verbose_name = _("printed document")
        verbose_name_plural = _("printed documents")
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=PATTERN), name="printout_code_form"),
            models.CheckConstraint(condition=Q(sha256=sha256_hex("pdf")), name="printout_hash_of_pdf"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="") | (~Q(revoked_at=None) & ~Q(revoked_reason="")),
                name="printout_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(seal_level="", seal_certificate="")
                | (Q(seal_level__in=["B-B", "B-T", "B-LT"]) & ~Q(seal_certificate="")),
                name="printout_seal_whole",
            ),
            models.CheckConstraint(condition=~Q(superseded_by=F("id")), name="printout_not_its_own_successor"),
            # Usage: selectors.printout_in_force; and no two clerks file the same document at once.
            models.UniqueConstraint(
                fields=["record_type", "record_id", "kind", "language"],
                condition=Q(revoked_at=None, superseded_by=None),
                name="printout_one_in_force",
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="printout_sha256"),  # Usage: printing_code_of_v1
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def grouped_code(self) -> str:
        """The code in groups, as it is printed."""
        return grouped(self.code)
