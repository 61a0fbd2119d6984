"""Django application of this slice."""

from django.apps import AppConfig


class OgcConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.ogc"
    label = "ogc"
