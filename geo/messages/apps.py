"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """Short messages to mobile phones."""

    name = "geo.messages"
    label = "geo_messages"  # "messages" is Django's own
    verbose_name = _("Short messages")
