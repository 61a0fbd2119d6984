"""Django application of this slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchConfig(AppConfig):
    """Made-up land as large as a country's, and how fast the register is on it. No tables."""

    name = "parcels.bench"
    label = "bench"
    verbose_name = _("Benchmarks")
