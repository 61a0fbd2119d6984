"""A load with every check, against a bare COPY of the same file by ogr2ogr."""

import subprocess
from collections.abc import Iterator

from parcels.bench.loading import load_frame, load_territory
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, at_most_times, peak_mib, seconds

_SIDE_TABLE = "bare_copy"


def measure_load(bench: Bench) -> Iterator[Metric]:
    """Fill the empty register; the frame of blocks is written before and not counted."""
    blocks = load_frame(bench.package)
    bare = seconds(lambda: _bare_copy(bench))
    with bench.admin() as admin:
        admin.execute(f"DROP TABLE {_SIDE_TABLE}")
    checked = seconds(lambda: load_territory(bench.package, blocks))
    yield at_most_times("load_against_ogr2ogr", checked, "s", bare, 8)
    yield at_most("load_peak_memory", peak_mib(), "MiB", 2048)
    with bench.admin() as admin:
        admin.execute("VACUUM ANALYZE")


def _bare_copy(bench: Bench) -> None:
    reached = bench.admin_url.connection_arguments()
    address = " ".join(
        f"{key}='{value}'" for key, value in reached.items() if key not in ("password", "connect_timeout")
    )
    subprocess.run(
        ["ogr2ogr", "-f", "PostgreSQL", f"PG:{address}", bench.package, "parcels", "-nln", _SIDE_TABLE,
         "--config", "PG_USE_COPY", "YES"],
        check=True, env={"PGPASSWORD": str(reached["password"]), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
