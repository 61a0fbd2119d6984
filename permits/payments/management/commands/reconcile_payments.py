"""Hold the biller's file of a day against the payments that were told."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, everywhere
from permits.payments.biller import current_biller
from permits.payments.reconciling import reconcile_day


class Command(BaseCommand):
    """Takes a file, or fetches it from the biller."""

    help = "Reconcile the payments of a day: with a file, or with the one that the biller has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=date.fromisoformat)
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        biller, day, file = current_biller(), options["day"], options["file"]
        content = file.read_bytes() if file else biller.daily_file(day)
        with everywhere():
            act_as(system_account().pk)
            done = reconcile_day(biller=biller, day=day, content=content, by=system_account())
        self.stdout.write(f"rows {done.rows}, agree {done.matched}, differences {done.differences}")
