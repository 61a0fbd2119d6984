"""The check of the whole territory, in processes of its own."""

import csv
import resource
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings

from geo.instance import commands
from geo.instance.dburl import parse
from geo.instance.places import Places
from geo.spatial_rules.models import ReferenceValue
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric, at_most, seconds


def measure_whole(bench: Bench) -> Iterator[Metric]:
    """Run check_territory; memory is what the largest of its processes held, times their number."""
    jobs = 2
    _write_tolerances()
    command = [sys.executable, "manage.py", "check_territory", "--jobs", str(jobs)]
    taken = seconds(lambda: subprocess.run(command, check=True, env=_environment(bench), stdout=subprocess.DEVNULL))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield at_most("check_territory", taken, "s", 600)
    yield at_most("check_territory_peak_memory", largest * jobs, "MiB", 4096)


def _write_tolerances() -> None:
    """Write the dated tolerances that the check reads, as the sample municipality has them."""
    with (settings.ROOT / "data" / "reference" / "tolerances.csv").open(encoding="utf-8", newline="") as lines:
        ReferenceValue.objects.bulk_create(
            ReferenceValue(
                code=row["code"], jurisdiction=row["jurisdiction"], valid_from=row["valid_from"],
                valid_to=row["valid_to"] or None, value=row["value"], unit=row["unit"], cites=row["source"],
                status=row["status"],
            )
            for row in csv.DictReader(lines)
        )  # fmt: skip


def _environment(bench: Bench) -> dict[str, str]:
    values = commands.current_values(Places.of_this_checkout())
    return {
        name: parse(value).on(bench.admin_url.database).text() if name.endswith("_DATABASE_URL") else value
        for name, value in values.items()
    } | {"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE}
