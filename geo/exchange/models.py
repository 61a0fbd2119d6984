"""Exports that are made in the background: who asked for what, and how far it is. The file lies beside (storage)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.accounts.models import User
from geo.exchange.enums import LIVE, ExportState


class Export(models.Model):
    """A file that one person asked for; only he sees it (row level security), until it expires.

    What was asked for stays as it was asked; `selection` holds the codes and numbers that were typed, by name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(User, models.PROTECT, db_index=False, verbose_name=_("asked by"))
    layer = models.CharField(_("layer"), max_length=60)
    form = models.CharField(_("format"), max_length=20)
    srid = models.IntegerField(_("coordinate system, EPSG"), null=True)
    selection = models.JSONField(_("selection"), default=dict)
    as_of = models.DateTimeField(_("as of"), null=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    rows_done = models.IntegerField(_("rows written"), default=0)
    rows_total = models.IntegerField(_("rows in all"), null=True)
    size_bytes = models.BigIntegerField(_("size, bytes"), null=True)
    trouble = models.TextField(_("what went wrong"), blank=True)
    asked_at = models.DateTimeField(_("asked"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="export_of_person"),  # Usage: a person's own exports
            # Usage: what is to be removed
            models.Index(fields=["expires_at"], name="export_expired", condition=~models.Q(state="removed")),
        ]

    def __str__(self) -> str:
        return f"{self.layer} {self.form} {self.asked_at:%Y-%m-%d}"

    @property
    def live(self) -> bool:
        """Whether something may still become of it."""
        return self.state in LIVE

    @property
    def percent(self) -> int | None:
        """How far it is, 0 to 100; None when nobody counted the rows."""
        return min(100, 100 * self.rows_done // self.rows_total) if self.rows_total else None
