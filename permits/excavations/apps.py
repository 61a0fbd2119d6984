"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExcavationsConfig(AppConfig):
    """Digs in streets: routes, conflicts in space and time, coordination, reinstatement."""

    name = "permits.excavations"
    label = "excavations"
    verbose_name = _("Excavations")

    def ready(self) -> None:
        """Declare excavation as a kind of permit, and what this slice adds to pages."""
        from permits.excavations import kind, panels, services  # noqa: F401
