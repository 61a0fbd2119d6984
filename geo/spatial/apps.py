"""Django application of this slice."""

from django.apps import AppConfig


class SpatialConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.spatial"
    label = "spatial"
