"""Build the sample municipality: `python data/demo/build_demo.py [--out FOLDER]`; runs are repeatable."""

import argparse
import csv
import json
from pathlib import Path

import geopandas as gpd
import lanes
import move_log
import old_quarter
import planned
import pyogrio
import zoning
from buildings import old_buildings, planned_buildings
from frame import STORAGE_CRS
from territory import municipalities

HERE = Path(__file__).parent
PACKAGE_NAME, MOVES_NAME, REPORT_NAME = "qatif.gpkg", "old_quarter_moves.csv", "old_quarter_cleaning.json"

Row = dict[str, object]


def main() -> None:
    """Parse the command line, build and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="where to write (default: beside this file)")
    folder: Path = parser.parse_args().out
    quarter = old_quarter.build()
    layers = build_layers(quarter)
    write_layers(layers, folder / PACKAGE_NAME)
    write_moves(move_log.rows(quarter), folder / MOVES_NAME)
    report = json.dumps(move_log.summary(quarter), indent=1, ensure_ascii=False)
    (folder / REPORT_NAME).write_text(report + "\n", encoding="utf-8")
    print(", ".join(f"{name} {len(rows)}" for name, rows in layers.items()))


def build_layers(quarter: old_quarter.OldQuarter) -> dict[str, list[Row]]:
    """All layers by name, each a list of rows with their geometry in EPSG:9359."""
    lots = planned.build()
    limit = lanes.outline(quarter.cleaned)
    old_code = old_quarter.DISTRICT_CODE
    return {
        "municipalities": municipalities(),
        "districts": zoning.districts(limit),
        "plans": zoning.plans(limit),
        "blocks": planned.block_rows(lots),
        "parcels": planned.parcels(lots) + old_quarter.parcels(quarter),
        "streets": planned.streets() + lanes.streets(quarter.cleaned, old_code),
        "buildings": planned_buildings(lots) + old_buildings(quarter.keys, quarter.cleaned, old_code),
        "zones": zoning.zones(lots, limit),
        "masks": zoning.masks(),
    }


def write_layers(layers: dict[str, list[Row]], path: Path) -> None:
    """Write a GeoPackage anew; the date inside is fixed so that two runs differ in nothing."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2024-01-01T00:00:00.000Z"})
    path.unlink(missing_ok=True)
    for name, rows in layers.items():
        frame = gpd.GeoDataFrame(rows, geometry="geometry", crs=STORAGE_CRS)
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio", VERSION="1.3")


def write_moves(rows: list[Row], path: Path) -> None:
    """Write the move log as CSV with a header."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
