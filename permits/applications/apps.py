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
        from permits.applications import (  # noqa: F401
            by_number,
            deciding,
            follow,
            panels,
            papers,
            receivers,
            revising,
            services,
        )
        from permits.applications.kinds import building, demolition, fencing, restoration, simple  # noqa: F401
