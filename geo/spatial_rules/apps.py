"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpatialRulesConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.spatial_rules"
    label = "spatial_rules"
    verbose_name = _("Spatial rules")
