"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    """Inspections, violations, stop orders, fines."""

    name = "permits.violations"
    label = "violations"
    verbose_name = _("Violations")

    def ready(self) -> None:
        """Declare the flow, what a paid fine does, what has documents, and what this slice adds to other pages."""
        from permits.violations import flow, panels, policies, services  # noqa: F401
