"""Django application of this slice."""

from django.apps import AppConfig


class ImageryConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.imagery"
    label = "imagery"
