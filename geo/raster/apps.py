"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RasterConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.raster"
    label = "raster"
    verbose_name = _("Imagery")

    def ready(self) -> None:
        """Declare the refusals."""
        from geo.raster import errors  # noqa: F401
