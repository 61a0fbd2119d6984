"""Take land along as a GeoPackage for QGIS, as its page does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from geo.accounts.models import User
from geo.errors import DomainError
from geo.exchange.selectors import municipality_with_code
from geo.municipalities.scope import act_as, territory
from parcels.plans.models import District, Plan
from permits.subdivisions.checkout.areas import Area, of_district, of_outline, of_parcels, of_plan
from permits.subdivisions.checkout.package import package_of
from permits.subdivisions.checkout.services import check_out
from permits.subdivisions.typed import parcels_named


class Command(BaseCommand):
    """Check land out for a person of its office."""

    help = "Write the parcels of an area into a GeoPackage that can be edited in QGIS and brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", metavar="CODE", required=True, help="the office whose land it is")
        parser.add_argument("--by", metavar="USER", required=True, help="who takes it along and brings it back")
        area = parser.add_mutually_exclusive_group(required=True)
        area.add_argument("--district", metavar="CODE", help="a district by its code")
        area.add_argument("--plan", metavar="NUMBER", help="a plan by its number")
        area.add_argument(
            "--box", type=float, nargs=4, metavar=("WEST", "SOUTH", "EAST", "NORTH"), help="metres, storage CRS"
        )
        area.add_argument("--parcels", metavar="CODE", nargs="+", help="parcels by their official codes")
        parser.add_argument("--block", default="", metavar="LABEL", help="one block of the plan")
        parser.add_argument("--lock", action="store_true", help="let nobody else's case change the land meanwhile")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.gpkg", help="where the file goes")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.suffix.lower() != ".gpkg":
            raise CommandError(f"{out} must end with .gpkg")
        if out.exists():
            raise CommandError(f"{out} exists already")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"there is no user {options['by']}")
        try:
            office = municipality_with_code(options["municipality"])
            with territory([office.pk]):
                act_as(by.pk, reason="check out", source="manage.py check_out")
                made = check_out(area=self._area(options), lock=options["lock"], by=by, request_id=uuid4())
                out.write_bytes(package_of(made))
                self.stdout.write(f"{made.pk}: {made.parcels.count()} parcels, locked until {made.ends_at or '-'}")
        except (DomainError, ValidationError) as error:
            raise CommandError(str(error)) from error

    def _area(self, options: dict[str, Any]) -> Area:
        if options["district"]:
            return of_district(self._one(District, code=options["district"]))
        if options["plan"]:
            return of_plan(self._one(Plan, number=options["plan"]), options["block"])
        if options["box"]:
            west, south, east, north = options["box"]
            return of_outline([(west, south), (east, north)])
        return of_parcels(parcels_named("\n".join(options["parcels"])))

    def _one(self, model: type[District] | type[Plan], **named: str) -> Any:
        """Return the place of a name; of the revisions of a plan the latest."""
        found = model._default_manager.filter(**named).order_by("-pk").first()
        if found is None:
            raise CommandError(f"there is no {model._meta.verbose_name} {' '.join(named.values())} in this office")
        return found
