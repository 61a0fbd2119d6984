"""Django application of this slice."""

from django.apps import AppConfig


class StyleConfig(AppConfig):
    """See the package's docstring."""

    name = "tiles.style"
    label = "style"
