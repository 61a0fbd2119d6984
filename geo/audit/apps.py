"""Django application of this slice."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """See the package's docstring."""

    name = "geo.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        """Import what each slice declares in its `audited.py`; hang the triggers after each migration."""
        autodiscover_modules("audited")
        post_migrate.connect(_install, sender=self, dispatch_uid="audit")


def _install(using: str, **kwargs: Any) -> None:
    from geo.audit.models import RowChange
    from geo.audit.services import install_triggers

    with connections[using].cursor() as cursor:
        migrated = RowChange._meta.db_table in connections[using].introspection.table_names(cursor)
    if migrated:  # not when everything is migrated back to before this slice
        install_triggers(using=using)
