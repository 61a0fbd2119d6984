"""Django application of this slice."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.exchange"
    label = "geo_exchange"
