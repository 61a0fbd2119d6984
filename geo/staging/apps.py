"""Django application of this slice."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _


class StagingConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.staging"
    label = "staging"
    verbose_name = _("Imports")

    def ready(self) -> None:
        """Declare the refusals and the tool, and load what slices declare in their `exchange.py`."""
        from geo.staging import errors, panels  # noqa: F401

        for config in apps.get_app_configs():
            if config.module is not None and module_has_submodule(config.module, "exchange"):
                import_module(f"{config.name}.exchange")
