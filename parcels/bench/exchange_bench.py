"""Exports of a whole territory beside what other programs take for the same rows, and the memory that they hold."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from geo.exchange.formats import format_named
from geo.exchange.services import export_layer
from geo.layers.registry import layers
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, at_most_times, seconds

#: Each is run so often, in turn; the quickest counts, for the machine has other guests.
_TIMES = 3
_MOST_MIB = 1024
_MARGIN = 1.3
#: What a person would do with pyogrio: read the layer, write it. Prints its seconds without those of loading it.
_PEER = """
import sys, time, pyogrio, pyarrow, geopandas
begun = time.perf_counter()
rows = pyogrio.read_dataframe(sys.argv[1], layer="parcels", use_arrow=True)
rows.to_parquet(sys.argv[2], compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
print(time.perf_counter() - begun)
"""
#: The system's own mark of the process: that of its resources begins with what its parent held.
_EXPORT = """
import pathlib, re, sys, django
from django.conf import settings
for one in settings.DATABASES.values():
    one["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
call_command("export_layer", "parcels", "--format", sys.argv[2], out=pathlib.Path(sys.argv[3]), verbosity=0)
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]) / 1024)
"""


def measure_packages(bench: Bench) -> Iterator[Metric]:
    """Write a GeoPackage, against ogr2ogr reading the same columns as the administrator."""
    ours, theirs = bench.package.with_name("ours.gpkg"), bench.package.with_name("ogr2ogr.gpkg")
    taken = [(_ours("gpkg", ours), seconds(lambda: _ogr2ogr(bench, theirs))) for _turn in range(_TIMES)]
    yield _against("export_gpkg_against_ogr2ogr", taken)


def measure_parquet(bench: Bench) -> Iterator[Metric]:
    """Write a GeoParquet out of the register, against pyogrio reading a GeoPackage of the same rows."""
    ours, theirs = bench.package.with_name("ours.parquet"), bench.package.with_name("pyogrio.parquet")
    source = bench.package.with_name("ours.gpkg")
    _ours("gpkg", source)
    taken = [(_ours("parquet", ours), _pyogrio(source, theirs)) for _turn in range(_TIMES)]
    yield _against("export_parquet_against_pyogrio", taken)


def measure_memory(bench: Bench) -> Iterator[Metric]:
    """Run the command in a process of its own for each format; say the most memory that it held."""
    for name in ("gpkg", "parquet", "shp", "fgb", "geojson", "dxf", "kml", "csv"):
        out = bench.package.with_name(f"alone{format_named(name).suffix}")
        told: list[float] = []
        taken = seconds(lambda: told.append(_alone(bench, name, out)))  # noqa: B023 - called at once
        yield at_most(f"export_{name}_peak_memory", told[0], "MiB", _MOST_MIB)
        bench.say(f"{name}: {taken:.1f} s with the start of the command, {out.stat().st_size / 2**20:.0f} MiB")
        out.unlink()


def _against(name: str, taken: list[tuple[float, float]]) -> Metric:
    ours, theirs = (min(times) for times in zip(*taken, strict=True))
    return at_most_times(name, ours, "s", theirs, _MARGIN)


def _ours(name: str, path: Path) -> float:
    form = format_named(name)
    return seconds(lambda: export_layer(layer=layers["parcels"], form=form, path=path, overwrite=True))


def _ogr2ogr(bench: Bench, path: Path) -> None:
    reached = bench.admin_url.connection_arguments()
    address = " ".join(f"{k}='{v}'" for k, v in reached.items() if k not in ("password", "connect_timeout"))
    layer = layers["parcels"]
    columns = ", ".join([*layer.fields, layer.export_geometry])
    path.unlink(missing_ok=True)
    subprocess.run(
        ["ogr2ogr", "-f", "GPKG", path, f"PG:{address}", "-nln", "parcels",
         "-sql", f"SELECT {columns} FROM {layer.model._meta.db_table}"],  # noqa: S608 - names of ours
        check=True, env={"PGPASSWORD": str(reached["password"]), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _pyogrio(source: Path, path: Path) -> float:
    return float(_python(_PEER, str(source), str(path)))


def _alone(bench: Bench, name: str, path: Path) -> float:
    """Return the most memory that an export in a process of its own held, MiB."""
    return float(_python(_EXPORT, bench.admin_url.database, name, str(path)))


def _python(program: str, *arguments: str) -> str:
    """Run a program in a process of its own, which inherits the settings' name; return its last line."""
    run = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, cwd=settings.ROOT
    )
    return run.stdout.splitlines()[-1]
