"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """Persons and organisations."""

    name = "geo.parties"
    label = "parties"
    verbose_name = _("Parties")
