"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    """Engineering offices and utilities: what their programs submit and follow, and what is told to them."""

    name = "permits.offices"
    label = "offices"
    verbose_name = _("Engineering offices")

    def ready(self) -> None:
        """Listen to what happens to cases, and say which kinds programs file."""
        from permits.offices import digging, filing, schema, webhooks  # noqa: F401
