"""What `bin/bench register` measures, one file a measurement, in this order."""

from collections.abc import Callable, Iterator

from parcels.bench.measurements.as_of import measure_as_of
from parcels.bench.measurements.finding import measure_finding
from parcels.bench.measurements.inserting import measure_inserting
from parcels.bench.measurements.loads import measure_load
from parcels.bench.measurements.tiles import measure_tiles
from parcels.bench.measurements.whole import measure_whole
from parcels.bench.register_bench import Bench
from parcels.bench.timing import Metric

#: The first fills the register, the last but one doubles its versions.
MEASUREMENTS: dict[str, Callable[[Bench], Iterator[Metric]]] = {
    "load": measure_load,
    "insert": measure_inserting,
    "finding": measure_finding,
    "tiles": measure_tiles,
    "check": measure_whole,
    "as_of": measure_as_of,
}
