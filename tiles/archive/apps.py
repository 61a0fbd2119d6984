"""Django application of this slice."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.archive"
    label = "archive"
