"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    """The amana, its municipalities, sub-municipalities and offices."""

    name = "geo.municipalities"
    label = "municipalities"
    verbose_name = _("Municipalities")
