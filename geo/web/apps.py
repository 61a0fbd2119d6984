"""Django application of this slice."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Common parts of pages, and the deployment's checks."""

    name = "geo.web"
    label = "geo_web"

    def ready(self) -> None:
        """Register the system checks."""
        from geo import checks  # noqa: F401
