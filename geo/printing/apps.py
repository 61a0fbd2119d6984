"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrintingConfig(AppConfig):
    """Documents that leave the office on paper, and the page that verifies them."""

    name = "geo.printing"
    label = "printing"
    verbose_name = _("Printed documents")

    def ready(self) -> None:
        """Register the system checks."""
        from geo.printing import checks  # noqa: F401
