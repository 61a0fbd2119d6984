"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QualityConfig(AppConfig):
    """See the package's docstring."""

    name = "parcels.quality"
    label = "quality"
    verbose_name = _("Data quality")

    def ready(self) -> None:
        """Declare the panel of a municipal body's page, and the refusals."""
        from parcels.quality import errors, panels  # noqa: F401
