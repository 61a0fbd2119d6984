"""Django application of this slice."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Case files and their flow."""

    name = "permits.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Declare what this slice adds to pages, and write the flows' steps to the database after each migration."""
        from permits.cases import panels  # noqa: F401

        post_migrate.connect(_write_steps, sender=self, dispatch_uid="flows")


def _write_steps(using: str, **kwargs: Any) -> None:
    from permits.cases.services import write_allowed_steps

    write_allowed_steps(using=using)
