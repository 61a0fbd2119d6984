"""Questions of citizens about what is theirs, each behind a code that a mobile phone was sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from permits.offices.models import Program


class Enquiry(models.Model):
    """One question by identity number and number of a record (استعلام); forgotten after a day.

    A question to which there is no answer is kept like any other, so that nobody can tell by what it costs: it has no
    `source`, and no code opens it. `code_hash` is keyed. `program`: a telephone system asked, and only it may go on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=20, blank=True, editable=False)
    record = models.UUIDField(null=True, editable=False)
    office = models.ForeignKey(Municipality, models.PROTECT, null=True, editable=False, related_name="+")
    program = models.ForeignKey(Program, models.PROTECT, null=True, editable=False, related_name="+")
    code_hash = models.CharField(max_length=64, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("the code holds until"))
    opened_at = models.DateTimeField(_("opened"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source="", record=None, office=None, opened_at=None)
                | (models.Q(record__isnull=False, office__isnull=False) & ~models.Q(source="")),
                name="enquiry_opens_on_something",
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="enquiry_old")]  # Usage: what is old enough to be forgotten
