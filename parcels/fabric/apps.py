"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FabricConfig(AppConfig):
    """Streets and buildings."""

    name = "parcels.fabric"
    label = "fabric"
    verbose_name = _("Fabric")
