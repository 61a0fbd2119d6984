"""Django application of this slice."""

from django.apps import AppConfig


class MvtConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.mvt"
    label = "mvt"
