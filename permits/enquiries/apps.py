"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    """Citizens ask where their grant or permit stands, on the web and on the telephone."""

    name = "permits.enquiries"
    label = "enquiries"
    verbose_name = _("Enquiries of citizens")

    def ready(self) -> None:
        """Say what can be asked about."""
        from permits.enquiries import about_grants, about_past_grants, about_permits  # noqa: F401
