"""Django application of this slice."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Fees, bills and payments."""

    name = "permits.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Declare the billers, what is told to them, and what this slice adds to pages; write the life of bills."""
        from permits.payments import panels, receivers, sadad, simulator  # noqa: F401

        post_migrate.connect(_write_steps, sender=self, dispatch_uid="bill steps")


def _write_steps(using: str, **kwargs: Any) -> None:
    from permits.payments.services import write_bill_steps

    write_bill_steps(using=using)
