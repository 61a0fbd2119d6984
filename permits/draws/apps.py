"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DrawsConfig(AppConfig):
    """Draws of lots that anyone can verify."""

    name = "permits.draws"
    label = "draws"
    verbose_name = _("Draws")

    def ready(self) -> None:
        """Declare what this slice adds to other pages."""
        from permits.draws import panels  # noqa: F401
