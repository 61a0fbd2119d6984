"""Bring the file of a check-out back, as its page does, and say what it changes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from geo.accounts.models import User
from geo.accounts.policies import territories_of
from geo.errors import DomainError, NotAllowed
from geo.municipalities.scope import act_as, territory
from geo.staging.errors import worded
from permits.subdivisions.checkout.review import Review, review
from permits.subdivisions.checkout.services import check_in
from permits.subdivisions.checkout.weighing import Weighed
from permits.subdivisions.models import CheckIn
from permits.subdivisions.policies import may_ask

#: Lines of each kind that are written out.
TOLD = 50


class Command(BaseCommand):
    """Check a file in for the person who took its land along; he opens requests from it on the page."""

    help = "Read a GeoPackage that check_out wrote, compare it with the register then and now, and print what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the GeoPackage as it comes from the field")
        parser.add_argument("--for", dest="person", metavar="USER", required=True, help="who took the land along")
        parser.add_argument("--dry-run", action="store_true", help="compare, and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"{options['file']} is no file")
        person = User.objects.filter(username=options["person"]).first()
        if person is None:
            raise CommandError(f"there is no user {options['person']}")
        try:
            self._bring(options["file"], person, dry_run=options["dry_run"])
        except DomainError as error:
            for row in error.context.get("rows", [])[:TOLD]:
                self._fault(row)
            raise CommandError(str(error)) from error

    def _bring(self, file: Path, person: User, *, dry_run: bool) -> None:
        if not may_ask(person):
            raise NotAllowed
        with territory(territories_of(person)):
            act_as(person.pk, reason="check in", source="manage.py check_in")
            made = check_in(content=file.read_bytes(), name=file.name, by=person, request_id=uuid4())
            self._tell(made, review(made))
            if dry_run:
                transaction.set_rollback(True)
                self.stdout.write("dry run: nothing was kept")
            else:
                page = reverse("land_change:check_in", args=[made.pk])
                self.stdout.write(f"requests are opened at {settings.BASE_URL}{page}")

    def _tell(self, made: CheckIn, shown: Review) -> None:
        self.stdout.write(f"{made.pk}: check-out {made.checkout_id} ({made.checkout.area})")
        self.stdout.write(
            f"unchanged {shown.unchanged}, groups {len(shown.weighed)}, to open {len(shown.to_open)}, "
            f"changed meanwhile {len(shown.meanwhile)}, corners moved {len(shown.pulled)}"
        )
        for weighed in shown.weighed[:TOLD]:
            self._group(shown, weighed)
        for held in shown.meanwhile[:TOLD]:
            self.stdout.write(f"meanwhile: parcel {held.number} changed in the register")
        for row, number in shown.renumbered[:TOLD]:
            self.stdout.write(f"row {row.row}: its number {number} stays, whatever the file says")
        for corner in shown.pulled[:TOLD]:
            self.stdout.write(
                f"row {corner.row}: corner {corner.x} {corner.y} moved {corner.metres} m to a standing one"
            )

    def _group(self, shown: Review, weighed: Weighed) -> None:
        numbers = ", ".join(shown.base[key].number or str(key) for key in weighed.group.keys) or "-"
        kind = weighed.change.kind if weighed.change else "nothing"
        self.stdout.write(f"parcels {numbers}: {kind}")
        for item in weighed.group.items:
            place = f"row {item.row.row}" if item.row else "no row"
            moved = f", {item.corners} new corners, farthest {item.farthest_m} m" if item.corners else ""
            self.stdout.write(f"  {place}: {item.what.label}{moved}")
        for said in weighed.obstacles:
            self.stdout.write(f"  against it: {said}")
        for said in weighed.told:
            self.stdout.write(f"  {said}")

    def _fault(self, row: dict[str, Any]) -> None:
        facts = {key: value for key, value in row.items() if key not in ("row", "code")}
        self.stderr.write(f"row {row['row']}: {worded(row['code'])} {facts or ''}".rstrip())
