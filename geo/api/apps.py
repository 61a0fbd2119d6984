"""Django application of this slice."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.api"
    label = "geo_api"
