"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    """Surveys and survey decisions."""

    name = "permits.surveys"
    label = "surveys"
    verbose_name = _("Survey decisions")

    def ready(self) -> None:
        """Declare the flow, and what this slice adds to the pages of land."""
        from permits.surveys import flow, land_papers, panels  # noqa: F401
