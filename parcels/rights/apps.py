"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    """Deeds and rights in land."""

    name = "parcels.rights"
    label = "rights"
    verbose_name = _("Rights")

    def ready(self) -> None:
        """Declare what the database refuses here, and the panel of the page of a parcel."""
        from parcels.rights import errors, panels  # noqa: F401
