"""Three GDALs share a process: GeoDjango's, rasterio's and pyogrio's. Whichever comes first, they must agree."""

import json
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest
from pyproj import Transformer

from tests.geo.exchange.gdal_probe import POINT, PROBES, SOURCE, TARGETS

MILLIMETRE_IN_DEGREES = 1e-3 / 111_320


@pytest.mark.parametrize("order", list(permutations(PROBES)), ids="-".join)
def test_the_libraries_move_a_point_alike_in_every_order_of_import(order, tmp_path):
    probe = [sys.executable, Path(__file__).with_name("gdal_probe.py"), tmp_path, *order]
    run = subprocess.run(probe, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    for epsg in TARGETS:
        expected = Transformer.from_crs(SOURCE, epsg, always_xy=True).transform(*POINT)
        within = MILLIMETRE_IN_DEGREES if epsg == 4326 else 1e-3
        assert {library: moved[str(epsg)] for library, moved in found.items()} == {
            library: pytest.approx(expected, rel=0, abs=within) for library in PROBES
        }
