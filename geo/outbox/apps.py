"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """Messages that leave with the commit."""

    name = "geo.outbox"
    label = "outbox"
    verbose_name = _("Outbox")
