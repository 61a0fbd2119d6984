"""The committed sample, read once."""

import json

import geopandas as gpd
import pytest

from tests.data.files import DEMO, read_csv, read_layers


@pytest.fixture(scope="session")
def layers() -> dict[str, gpd.GeoDataFrame]:
    return read_layers(DEMO / "qatif.gpkg")


@pytest.fixture(scope="session")
def parcels(layers) -> gpd.GeoDataFrame:
    return layers["parcels"]


@pytest.fixture(scope="session")
def planned(parcels) -> gpd.GeoDataFrame:
    return parcels[parcels.source_system == "demo_generator"]


@pytest.fixture(scope="session")
def old(parcels) -> gpd.GeoDataFrame:
    return parcels[parcels.source_system == "kastoria_1925"]


@pytest.fixture(scope="session")
def source() -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / "source" / "kastoria_1925.gpkg", layer="parcels_1925")


@pytest.fixture(scope="session")
def moves() -> list[dict[str, str]]:
    return read_csv(DEMO / "old_quarter_moves.csv")


@pytest.fixture(scope="session")
def report() -> dict[str, object]:
    return json.loads((DEMO / "old_quarter_cleaning.json").read_text(encoding="utf-8"))
