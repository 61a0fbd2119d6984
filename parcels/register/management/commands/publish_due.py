"""Publish boundaries that became true in law, or ended, without anybody writing."""

from typing import Any

from django.core.management.base import BaseCommand

from geo.municipalities.scope import everywhere
from parcels.register.services import publish_due


class Command(BaseCommand):
    """Bring the public projection up to date by hand; the worker does it every night."""

    help = "Show the boundaries that are true in law today where the public projection shows others."

    def handle(self, *args: Any, **options: Any) -> None:
        with everywhere():
            self.stdout.write(f"{publish_due()} parcels brought up to date")
