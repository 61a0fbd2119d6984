"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubdivisionsConfig(AppConfig):
    """Changes of land."""

    name = "permits.subdivisions"
    label = "subdivisions"
    verbose_name = _("Changes of land")

    def ready(self) -> None:
        """Declare the flow, and what this slice adds to the pages of land."""
        from permits.subdivisions import flow, panels  # noqa: F401
