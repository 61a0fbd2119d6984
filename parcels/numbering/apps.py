"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NumberingConfig(AppConfig):
    """Numbers for old districts."""

    name = "parcels.numbering"
    label = "numbering"
    verbose_name = _("Numbering")
