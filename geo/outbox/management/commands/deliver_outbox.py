"""Deliver what waits in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand

from geo.outbox.services import deliver_due


class Command(BaseCommand):
    """Deliver due messages once, by hand; the worker does it by itself."""

    help = "Deliver due outbox messages once; a worker (manage.py work) does so after each commit and every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"tried {deliver_due(most=10_000)} messages")
