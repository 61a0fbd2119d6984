"""Django application of this slice."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.web"
    label = "geo_web"
