"""Django application of this slice."""

from django.apps import AppConfig


class SpatialRulesConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.spatial_rules"
    label = "spatial_rules"
