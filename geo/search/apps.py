"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SearchConfig(AppConfig):
    """Search registry, filled at start-up from each slice's `search.py`; outbox topics from `receivers.py`."""

    name = "geo.search"
    label = "search"

    def ready(self) -> None:
        """Import every slice's search source and outbox receivers."""
        from geo.search import coordinates  # noqa: F401 - declares its source

        autodiscover_modules("search")
        autodiscover_modules("receivers")
