"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LayersConfig(AppConfig):
    """Layer registry, filled at start-up from each slice's `layers.py`."""

    name = "geo.layers"
    label = "geo_layers"

    def ready(self) -> None:
        """Import every slice's layers."""
        autodiscover_modules("layers")
