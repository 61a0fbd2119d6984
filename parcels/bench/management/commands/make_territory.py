"""Make a large territory that nobody lives in."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.gis.gdal import SpatialReference
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from geo.errors import DomainError
from geo.spatial.crs import storage_srid
from parcels.bench.ground import Ground
from parcels.bench.loading import load_frame, load_territory
from parcels.bench.package import write_package


class Command(BaseCommand):
    """Write a made-up territory into a GeoPackage, or into the register, or both. The same seed, the same bytes."""

    help = "Make a reproducible territory for benchmarks and tests: bodies, districts, plans, blocks, streets, parcels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parcels", type=int, required=True, help="how many parcels, exactly")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another territory")
        parser.add_argument("--municipalities", type=int, default=1, help="among how many municipalities")
        parser.add_argument("--out", type=Path, help="the GeoPackage to write; it must not be there")
        parser.add_argument("--load", action="store_true", help="take it into the register, with every check")

    def handle(
        self, *args: Any, parcels: int, seed: int, municipalities: int, out: Path | None, load: bool, **options: Any
    ) -> None:
        if not (out or load):
            raise CommandError("Say where to: --out FILE, --load, or both.")
        try:
            ground = Ground(parcels, seed, municipalities)
            with TemporaryDirectory() as folder:
                path = out or Path(folder) / "territory.gpkg"
                self._write(path, ground)
                if load:
                    self.stdout.write(f"{load_territory(path, load_frame(path))} parcels are in force")
        except (ValueError, FileExistsError, DomainError) as error:
            raise CommandError(str(error)) from error

    def _write(self, path: Path, ground: Ground) -> None:
        definition = SpatialReference(storage_srid()).wkt
        with tqdm(total=ground.parcels, unit=" parcels", file=sys.stderr, disable=None) as bar:
            write_package(
                path, ground, srid=storage_srid(), definition=definition, progress=lambda done: bar.update(done - bar.n)
            )
