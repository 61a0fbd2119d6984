"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    """Land grants, from application to deed."""

    name = "permits.grants"
    label = "grants"
    verbose_name = _("Land grants")

    def ready(self) -> None:
        """Declare the flow, what a paid excess and a published draw do, and how decisions are taken again."""
        from permits.grants import allotting, deciding, flow, panels, services  # noqa: F401
