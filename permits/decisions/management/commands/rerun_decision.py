"""Take a past decision again and say whether it would be the same."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.errors import DomainError
from geo.municipalities.scope import everywhere
from permits.decisions.models import DecisionRecord
from permits.decisions.rerunning import Rerun, rerun
from permits.decisions.selectors import decision_numbered


class Command(BaseCommand):
    """One decision by its number, or a sample of all; ends with 1 when one would be otherwise."""

    help = "Judge the kept facts of a decision by the rules of then, compute its fee anew, check land, papers, signers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", help="number of the permit")
        parser.add_argument("--sample", type=int, metavar="N", help="N decisions drawn by lot instead of one")

    def handle(self, *args: Any, number: str | None, sample: int | None, **options: Any) -> None:
        if (number is None) == (sample is None):
            raise CommandError("Say the number of a permit, or --sample N.")
        try:
            with everywhere():
                records = [decision_numbered(number)] if number else _drawn(sample or 0)
                other = [done for record in records if not self._told(done := rerun(record), one=number is not None)]
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        if not number:
            self.stdout.write(f"{len(records)} decisions, {len(records) - len(other)} with equal hashes")
        if other:
            raise CommandError(f"{len(other)} of {len(records)} would be otherwise")

    def _told(self, done: Rerun, *, one: bool) -> bool:
        """Say what came of one decision; return whether it is the same."""
        if one or not done.same:
            name = done.record.number or done.record.case.reference
            self.stdout.write(f"{name}: kept  {done.record.sha256}")
            self.stdout.write(f"{name}: again {done.sha256}")
            self.stdout.write(f"{name}: {'in' if done.sealed else 'NOT in'} the office's record of acts")
        for each in done.differences:
            told = f"{json.dumps(each.kept, ensure_ascii=False)} would be {json.dumps(each.again, ensure_ascii=False)}"
            self.stdout.write(f"  {each.path}: {told}")
        return done.same


def _drawn(count: int) -> list[DecisionRecord]:
    return list(DecisionRecord.objects.select_related("case").order_by("?")[:count])
