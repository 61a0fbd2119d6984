"""Short messages on their way to a mobile phone."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class TextMessage(models.Model):
    """One short message (رسالة نصية): its number and words are encrypted, and forgotten when it is sent or too late.

    A message to nobody is written like any other and dropped by the worker: whoever waits for the answer of a page
    cannot tell one from the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=40)
    sealed = models.BinaryField(null=True, editable=False)
    made_at = models.DateTimeField(_("written"))
    expires_at = models.DateTimeField(_("of use until"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True)

    class Meta:
        verbose_name = _("short message")
        verbose_name_plural = _("short messages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed__isnull=False, sent_at=None, dropped_at=None)
                | models.Q(sealed=None, sent_at__isnull=False, dropped_at=None)
                | models.Q(sealed=None, sent_at=None, dropped_at__isnull=False),
                name="text_message_ends_once",
            )
        ]
