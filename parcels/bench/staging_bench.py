"""Survey files on their way to being checked: a sound one beside ogr2ogr, and one that is faulty but for a row."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np
import shapely
from django.contrib.gis.gdal import SpatialReference
from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.exchange.foreign import write_rows
from geo.exchange.reading.services import start
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from geo.staging.errors import RowsFaulty
from geo.staging.services import Answers, receive
from parcels.bench.ground import Ground
from parcels.bench.package import write_package
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, at_most_times, peak_mib, seconds

_PARCELS = 100_000
#: Rows of the faulty file, as many as a page takes, and the seconds in which it is taken with its faults, or refused.
_FAULTY, _FAULTY_S = 200_000, 10.0
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
        yield from _faulty(Path(folder) / "faulty.gpkg", office)


def _faulty(path: Path, office: Municipality) -> Iterator[Metric]:
    """Take a file in whose every outline but the first crosses itself and has a spike: kept as it is, then refused."""
    _write_faulty(path, office)
    kept = min(seconds(lambda: _stage(path, office, Answers(set_aside=True))) for _turn in range(_TIMES))
    yield at_most(f"faulty_{_FAULTY}_set_aside", kept, "s", _FAULTY_S)
    refused = min(seconds(lambda: _refused(path, office)) for _turn in range(_TIMES))
    yield at_most(f"faulty_{_FAULTY}_refused", refused, "s", _FAULTY_S)
    yield at_most("staging_memory", peak_mib(), "MiB", 1024)


def _write_faulty(path: Path, office: Municipality) -> None:
    west, south = (round(side) + 10 for side in office.territory.extent[:2]) if office.territory else (0, 0)
    crossed = np.array([(0, 0), (4, 4), (8, 8), (8, 0), (8, -1), (8, 0), (0, 8), (0, 0)], dtype=float)
    places = np.arange(_FAULTY)
    corners = np.stack([west + 10.0 * (places % 450), south + 10.0 * (places // 450)], axis=1)
    shapes = shapely.polygons(corners[:, None, :] + crossed)
    shapes[0] = shapely.box(west, south, west + 8, south + 8)
    numbers = np.array([str(place) for place in places], dtype=object)
    write_rows(path, "parcels", shapes, {"number": numbers}, shape="Polygon", crs=f"EPSG:{storage_srid()}")


def _refused(path: Path, office: Municipality) -> None:
    try:
        _stage(path, office, Answers())
    except RowsFaulty:
        return
    raise AssertionError("a file of faulty rows was taken")


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


def _stage(path: Path, office: Municipality, answers: Answers | None = None) -> None:
    with territory([office.pk]):
        receive(
            content=path.read_bytes(), name=path.name, kind="parcels", office=office, by=None, request_id=uuid4(),
            answers=answers or Answers(layer="parcels"),
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
