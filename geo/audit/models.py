"""What became of rows: one entry a row and statement, written by triggers only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.audit.enums import Operation
from geo.municipalities.models import Municipality


class RowChange(models.Model):
    """One row of an audited table written, changed or deleted: by whom, why, from what to what.

    `before` and `after` hold the columns that differ, except those `withheld`. What a row was when it was written is
    what its first change left behind, or what it is still; so nothing is kept twice.
    """

    kind = models.CharField(_("kind"), max_length=40)
    record = models.CharField(_("key"), max_length=40)
    # No foreign key in the database: the row that changed has one, and checking it again would cost bulk updates dear.
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, db_constraint=False, db_index=False, verbose_name=_("municipality")
    )
    operation = models.CharField(_("what was done"), max_length=6, choices=Operation)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    withheld = models.JSONField(_("changed, value withheld"), default=list)
    actor_id = models.BigIntegerField(_("by"), null=True)
    reason = models.TextField(_("reason"))
    source = models.TextField(_("through"))
    database_role = models.CharField(_("database role"), max_length=63)
    transaction_id = models.BigIntegerField(_("transaction"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("row change")
        verbose_name_plural = _("row changes")
        indexes = [models.Index(fields=["kind", "record"], name="rowchange_of_record")]  # Usage: timelines
