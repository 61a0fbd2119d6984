"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DecisionsConfig(AppConfig):
    """Decision records, overrides, and what another rule would have decided."""

    name = "permits.decisions"
    label = "decisions"
    verbose_name = _("Decisions")
