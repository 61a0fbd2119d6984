"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Districts, plans, blocks, zones and masks."""

    name = "parcels.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        """Declare that plans have documents, and what is added to their pages."""
        from parcels.plans import panels, policies  # noqa: F401
