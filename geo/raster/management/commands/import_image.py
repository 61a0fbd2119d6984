"""Bring a georeferenced picture in and draw it at once."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geo.accounts.models import User
from geo.errors import DomainError
from geo.exchange.selectors import municipality_with_code
from geo.municipalities.scope import act_as, everywhere
from geo.raster.enums import ImageAudience, ImageState
from geo.raster.models import Image
from geo.raster.reading.limits import BULK
from geo.raster.services import About, receive_image
from geo.raster.tasks import draw


class Command(BaseCommand):
    """Import a picture as an administrator: the limits of a page do not hold."""

    help = "Look at a GeoTIFF, draw it as a pyramid of tiles (cloud-optimised GeoTIFF), and put it into the catalogue."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoTIFF in colours of 8 or 16 bits")
        parser.add_argument(
            "--municipality", metavar="CODE", required=True, help="the municipal body whose land it shows"
        )
        parser.add_argument("--date", type=date.fromisoformat, metavar="YYYY-MM-DD", help="when it was taken")
        parser.add_argument(
            "--accuracy", type=float, metavar="M", help="its accuracy in metres, as its maker states it"
        )
        parser.add_argument(
            "--crs", type=int, metavar="EPSG", help="its coordinate system, where the file does not say or is wrong"
        )
        parser.add_argument("--title", default="", help="what lists show; the name of the file unless told")
        parser.add_argument("--source", default="", help="who made it, and from what")
        parser.add_argument("--licence", default="", help="under which licence it may be used")
        parser.add_argument(
            "--public", action="store_true", help="show it to everyone; else to the staff of the territory"
        )
        parser.add_argument("--by", metavar="USER", help="who brings it")
        parser.add_argument("--later", action="store_true", help="leave the drawing to the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"there is no file {options['file']}")
        by = User.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"there is no user {options['by']}")
        try:
            image = self._received(options, by)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["later"]:
            self.stdout.write(f"{image.pk}: waits for the worker")
            return
        with tqdm(total=1, unit=" images", file=sys.stderr, disable=None) as bar:
            draw(str(image.pk), image.municipality_id)
            bar.update()
        self._tell(image)

    def _received(self, options: dict[str, Any], by: User | None) -> Image:
        about = About(
            title=options["title"], taken_on=options["date"], accuracy_m=options["accuracy"], source=options["source"],
            licence=options["licence"], epsg=options["crs"],
            audience=ImageAudience.PUBLIC if options["public"] else ImageAudience.STAFF,
        )  # fmt: skip
        with everywhere():
            act_as(by.pk if by else None, reason="import of a picture")
            return receive_image(
                content=options["file"], name=options["file"].name, by=by, request_id=uuid4(), about=about, limits=BULK,
                office=municipality_with_code(options["municipality"]), defers=options["later"],
            )  # fmt: skip

    def _tell(self, image: Image) -> None:
        with everywhere():
            found = Image.objects.get(pk=image.pk)
        if found.state != ImageState.READY:
            raise CommandError(found.why)
        self.stdout.write(
            f"{found.pk}: zooms {found.min_zoom} to {found.max_zoom}, pixel {found.pixel_m:.3f} m, {found.size} bytes, "
            f"SHA-256 {found.sha256}"
        )
        if found.operation:
            self.stdout.write(f"moved by {found.operation} (±{found.operation_m:g} m)")
