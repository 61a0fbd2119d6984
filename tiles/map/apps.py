"""Django application of this slice."""

from django.apps import AppConfig


class MapConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.map"
    label = "map"
