"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """Procedures of plans."""

    name = "permits.planning"
    label = "planning"
    verbose_name = _("Procedures of plans")

    def ready(self) -> None:
        """Declare the flows of plans, and what this slice adds to the pages of plans and districts."""
        from permits.planning import flow, panels, policies  # noqa: F401
