"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NumberingRunsConfig(AppConfig):
    """Numbering runs."""

    name = "permits.numbering_runs"
    label = "numbering_runs"
    verbose_name = _("Numbering runs")

    def ready(self) -> None:
        """Declare the flow, and what this slice adds to the pages of districts."""
        from permits.numbering_runs import flow, panels  # noqa: F401
