"""Do the jobs of the background."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from geo.jobs import worker


class Command(BaseCommand):
    """Run a worker, as one of any number."""

    help = "Do background jobs until stopped (SIGTERM, Ctrl-C); with --once do those that wait, then end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no job waits")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        worker.run(wait=not once)
