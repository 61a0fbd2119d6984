"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.jobs"
    label = "jobs"
    verbose_name = _("Background work")
