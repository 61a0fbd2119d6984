"""Deliver what waits in the outbox."""

import select
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from geo.outbox.services import CHANNEL, deliver_due


class Command(BaseCommand):
    """Deliver due messages once, or stay and follow."""

    help = "Deliver due outbox messages; with --follow stay, woken by each commit and every 30 seconds."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--follow", action="store_true", help="stay until stopped")

    def handle(self, *args: Any, follow: bool = False, **options: Any) -> None:
        if not follow:
            self.stdout.write(f"tried {deliver_due(most=10_000)} messages")
            return
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        while True:
            deliver_due()
            raw = connection.connection
            select.select([raw.fileno()], [], [], 30)
            list(raw.notifies(timeout=0))
