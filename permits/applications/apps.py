"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """Permit applications and permits."""

    name = "permits.applications"
    label = "applications"
    verbose_name = _("Permits")

    def ready(self) -> None:
        """Declare the kinds of permit, and what this slice adds to the pages of land."""
        from permits.applications import follow, panels, receivers  # noqa: F401
        from permits.applications.kinds import fencing  # noqa: F401
