"""Real sets are taken in, each by a deployment that keeps its zone: a database of its own, in a process of its own."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyogrio
import pytest
from django.core.management import call_command

from geo.exchange.control import METHODS, read_control
from geo.municipalities.scope import everywhere
from geo.staging.standing import counts
from tests.geo.exchange.zones.conftest import found, office_on

__all__ = ["office_on"]
ROOT = Path(__file__).parents[3]
KASTORIA = ROOT / "data" / "demo" / "source" / "kastoria_1925.gpkg"
#: Where the sample keeps the old quarter: data/README.md, "The affine shift".
SHIFT = (131_622.0, -1_551_462.0)
#: Tests of each deployment, and the EPSG code that it keeps.
ZONES = {"france": (2154, 3), "dakota": (26915, 1), "calgary": (32611, 1), "madinah": (9357, 1)}


@pytest.mark.parametrize("name", list(ZONES))
def test_a_real_set_is_taken_in_by_a_deployment_of_its_zone(name: str):
    srid, count = ZONES[name]
    asked = [sys.executable, "-m", "pytest", f"tests/geo/exchange/zones/{name}.py", "-q", "-n", "0"]
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    run = subprocess.run(
        [*asked, "-p", "no:cacheprovider"], cwd=ROOT, env={**own, "STORAGE_SRID": str(srid)}, capture_output=True,
        text=True, timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:]
    assert re.search(rf"\b{count} passed", run.stdout), run.stdout[-500:]


def control() -> bytes:
    """Return the homologous points of the old map as a table: where it has them, where the sample's ground has them."""
    meta, _fids, _shapes, fields = pyogrio.raw.read(KASTORIA, layer="control_points", read_geometry=False)
    names = [str(name) for name in meta["fields"]]
    told = {name: np.asarray(column, dtype=float).tolist() for name, column in zip(names, fields, strict=True)}
    lines = io.StringIO()
    lines.write("name,file_e,file_n,register_e,register_n\n")
    for at in range(len(told["source_x"])):
        east, north = told["target_x"][at] + SHIFT[0], told["target_y"][at] + SHIFT[1]
        lines.write(f"{at + 1},{told['source_x'][at]!r},{told['source_y'][at]!r},{east!r},{north!r}\n")
    return lines.getvalue().encode()


@pytest.fixture
def quarter(office_on):
    return office_on(399_500, 2_935_500, 402_000, 2_938_500)


@pytest.mark.parametrize("method", list(METHODS))
def test_an_old_map_is_put_in_place_by_common_points_once_a_person_has_seen_the_residuals(quarter, method: str):
    asked = {
        "content": KASTORIA.read_bytes(), "layer": "parcels_1925", "control": read_control(control()), "fit": method,
    }  # fmt: skip
    first = quarter.take("kastoria.gpkg", **asked)
    fit = first.facts["fit"]
    assert (first.state, first.questions, first.epsg, first.operation) == ("asks", ["fit"], None, "")
    assert (fit["points"], len(fit["residuals"]), fit["mirrored"], fit["confirmed"]) == (1106, 1106, False, False)
    assert fit["rmse_m"] == pytest.approx(0.436, abs=0.001)
    assert fit["rmse_m"] < fit["leave_one_out_m"] < 0.44
    assert fit["scale"] == pytest.approx(1.00051, abs=1e-5)
    assert (fit["worst"], sum(point["flagged"] for point in fit["residuals"])) == ("87", 17)
    layer = quarter.take("kastoria.gpkg", **asked, fit_confirmed=True, set_aside=True)
    assert layer.operation.startswith(f"Local fit ({'Helmert' if method == 'helmert' else 'affine'}")
    assert (layer.epsg, layer.accuracy_m) == (9359, fit["leave_one_out_m"])
    with everywhere():
        assert (counts(layer)["read"], counts(layer)["blocked"]) == (493, 12)
    overlaps = [fact["area_m2"] for fact in found(layer, "overlaps_row")]
    assert (len(overlaps), sum(area > 0.01 for area in overlaps), sum(area > 1 for area in overlaps)) == (12, 10, 1)


def test_the_command_tells_the_residuals_and_moves_the_file_when_they_are_confirmed(quarter, tmp_path, capsys):
    (tmp_path / "points.csv").write_bytes(control())
    asked = {"kind": "parcels", "municipality": quarter.body.code, "layer": "parcels_1925", "set_aside": True}
    points = {"control": tmp_path / "points.csv", "fit": "affine"}
    call_command("import_layer", KASTORIA, **asked, **points)
    told = capsys.readouterr().out
    assert "affine fit of 1106 points: RMSE 0.436 m, each without itself 0.4371 m" in told
    assert "point 87: off" in told.split("without itself")[1]
    assert "asks: fit" in told
    call_command("import_layer", KASTORIA, **asked, **points, confirm_fit=True, dry_run=True)
    assert "moved by Local fit (affine, 6 parameters) to 1106 common points" in capsys.readouterr().out
