"""Django application of this slice."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The sample municipality."""

    name = "permits.demo"
    label = "demo"
