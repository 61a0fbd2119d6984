"""Building the sample again gives the committed files."""

import subprocess
import sys

import pytest

from tests.data.files import DEMO, read_layers


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, str(DEMO / "build_demo.py"), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return folder


def test_the_rebuilt_package_has_the_committed_rows(rebuilt, layers):
    again = read_layers(rebuilt / "qatif.gpkg")
    assert list(again) == list(layers)
    for name, frame in layers.items():
        assert again[name].drop(columns="geometry").equals(frame.drop(columns="geometry")), name
        assert again[name].geometry.to_wkb().equals(frame.geometry.to_wkb()), name


def test_the_rebuilt_log_and_report_are_the_committed_ones(rebuilt):
    for name in ("old_quarter_moves.csv", "old_quarter_cleaning.json"):
        assert (rebuilt / name).read_bytes() == (DEMO / name).read_bytes(), name
