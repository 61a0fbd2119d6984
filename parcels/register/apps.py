"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Parcels, their boundaries, numbers and states."""

    name = "parcels.register"
    label = "register"
    verbose_name = _("Land register")

    def ready(self) -> None:
        """Declare what this slice adds to the pages of districts, plans and blocks."""
        from parcels.register import panels  # noqa: F401
