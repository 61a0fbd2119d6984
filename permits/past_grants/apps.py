"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PastGrantsConfig(AppConfig):
    """Land grants that another register kept."""

    name = "permits.past_grants"
    label = "past_grants"
    verbose_name = _("Past land grants")
