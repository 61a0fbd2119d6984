"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeriesConfig(AppConfig):
    """Numbers that are issued once, and the chained record of it."""

    name = "geo.series"
    label = "series"
    verbose_name = _("Series")
