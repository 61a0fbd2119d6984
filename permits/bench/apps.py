"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PermitsBenchConfig(AppConfig):
    """See the package's docstring."""

    name = "permits.bench"
    label = "permits_bench"
    verbose_name = _("Benchmarks of permits")
