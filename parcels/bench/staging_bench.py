"""A survey file of a hundred thousand parcels on its way to being checked, beside ogr2ogr loading the same file."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from django.contrib.gis.gdal import SpatialReference
from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.exchange.reading.services import start
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from geo.staging.services import Answers, receive
from parcels.bench.ground import Ground
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most_times, seconds

_PARCELS = 100_000
#: Each is done so often, in turn; the quickest counts, for the machine has other guests.
_TIMES = 3
_MARGIN = 3.0


def measure_staging(bench: Bench) -> Iterator[Metric]:
    """Read, put in place and stage a file, committed; the confined reader runs already, as it does in every worker."""
    ground = Ground(_PARCELS, seed=2)
    with TemporaryDirectory(dir=bench.package.parent) as folder:
        path = Path(folder) / "survey.gpkg"
        _write(path, ground)
        office = _office(ground)
        start()
        taken = [(seconds(lambda: _stage(path, office)), _ogr2ogr(bench, path)) for _turn in range(_TIMES)]
    ours, theirs = (min(times) for times in zip(*taken, strict=True))
    yield at_most_times(f"staging_{_PARCELS}", ours, "s", theirs, _MARGIN)


def _write(path: Path, ground: Ground) -> None:
    definition = SpatialReference(storage_srid()).wkt
    write_package(path, ground, srid=storage_srid(), definition=definition, progress=lambda _done: None)


def _office(ground: Ground) -> Municipality:
    """Return a body on whose land the file lies."""
    land = Polygon([tuple(place) for place in ground.territory(0)], srid=storage_srid())
    return Municipality.objects.create(
        kind=MunicipalityKind.MUNICIPALITY, code="599", name="survey",
        territory=MultiPolygon(land, srid=storage_srid()),
        parent=Municipality.objects.filter(kind=MunicipalityKind.AMANA).first(),
    )  # fmt: skip


def _stage(path: Path, office: Municipality) -> None:
    with territory([office.pk]):
        receive(
            content=path.read_bytes(), name=path.name, kind="parcels", office=office, by=None, request_id=uuid4(),
            answers=Answers(layer="parcels"),
        )  # fmt: skip


def _ogr2ogr(bench: Bench, path: Path) -> float:
    """Return how long ogr2ogr takes to load the layer into a new table with a spatial index, as the administrator."""
    reached = bench.admin_url.connection_arguments()
    address = " ".join(f"{k}='{v}'" for k, v in reached.items() if k not in ("password", "connect_timeout"))
    taken = seconds(
        lambda: subprocess.run(
            ["ogr2ogr", "-f", "PostgreSQL", f"PG:{address}", path, "parcels", "-nln", "bench_survey"],
            check=True,
            env={"PGPASSWORD": str(reached["password"]), "PATH": "/usr/bin:/bin"},
            stdout=subprocess.DEVNULL,
        )
    )
    with bench.admin() as admin:
        admin.execute("DROP TABLE bench_survey")
    return taken
