"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WhatIfConfig(AppConfig):
    """Building rules in draft, and what they would change."""

    name = "permits.what_if"
    label = "what_if"
    verbose_name = _("Building rules in draft")

    def ready(self) -> None:
        """Declare what this slice adds to the inbox."""
        from permits.what_if import panels  # noqa: F401
