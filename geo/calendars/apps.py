"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    """Hijri and Gregorian dates, terms, working days."""

    name = "geo.calendars"
    label = "calendars"
    verbose_name = _("Calendars")
