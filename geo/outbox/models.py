"""Messages that leave only if the change they speak of was committed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One thing to tell somebody: written in the transaction of the change, delivered after it, at least once."""

    topic = models.CharField(_("topic"), max_length=60)
    key = models.CharField(_("about"), max_length=200)
    payload = models.JSONField(_("content"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(_("due"))
    delivered_at = models.DateTimeField(_("delivered"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        indexes = [
            # Usage: services.deliver_due takes the oldest due message.
            models.Index(fields=["due_at", "id"], name="outbox_due", condition=models.Q(delivered_at=None))
        ]
