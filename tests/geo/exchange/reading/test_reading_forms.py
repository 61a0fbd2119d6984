"""Each form of file comes through with its rows, its text and its system; what is flattened is noted."""

import io
import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import CRS

from tests.geo.exchange.reading import land

COLUMNS = {"name": list(land.NAMES), "area": [400.0, 400.5, 401.25, 399.0], "floors": [1, 2, 3, 4]}


def same(rows, shapes, columns) -> bool:
    """Say whether rows have these shapes, to the last bit, and these values."""
    here = [shapely.normalize(shapely.from_wkb(row.wkb)) for row in rows]
    there = [shapely.normalize(shape) for shape in shapes]
    values = {name: [row.attributes[name] for row in rows] for name in columns}
    return here == there and values == columns and not any(row.faults or row.notes for row in rows)


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "geojson"])
def test_rows_of_a_file_come_through_as_they_are(read: Callable, tmp_path: Path, ending: str):
    options = {"SPATIAL_INDEX": "NO"} if ending == "fgb" else {}
    content = land.write(tmp_path / f"made.{ending}", land.squares(), COLUMNS, **options)
    facts, rows = read(content, f"plan.{ending}")
    assert same(rows, land.squares(), COLUMNS)
    assert CRS.from_user_input(facts.crs).to_epsg() == 9359
    assert (facts.crs_from, facts.questions) == ("file", [])
    assert facts.confined["network"] == "seccomp"


def test_a_package_in_an_archive_is_read(read: Callable, tmp_path: Path):
    content = land.write(tmp_path / "made.gpkg", land.squares(), COLUMNS)
    assert same(read(land.zipped({"a/plan.gpkg": content}), "plan.zip")[1], land.squares(), COLUMNS)


def test_one_of_several_layers_is_read_when_it_is_named(read: Callable, refused: Callable, tmp_path: Path):
    land.write(tmp_path / "made.gpkg", land.squares(), layer="first")
    content = land.write(tmp_path / "made.gpkg", land.squares(2), layer="second", append=True)
    assert refused(content, "plan.gpkg") == "not_one_layer"
    assert refused(content, "plan.gpkg", layer="third") == "not_one_layer"
    assert len(read(content, "plan.gpkg", layer="second")[1]) == 2


def test_geoparquet_comes_through_with_its_system(read: Callable, refused: Callable):
    assert same(read(geoparquet({"crs": CRS.from_epsg(9359).to_json_dict()}), "p.parquet")[1], land.squares(), COLUMNS)
    assert read(geoparquet({}), "p.parquet")[0].crs_from == "form"
    facts, _rows = read(geoparquet({"crs": None}), "p.parquet")
    assert (facts.crs, facts.questions) == (None, ["crs"])
    assert refused(geoparquet({"encoding": "point"}), "p.parquet") == "unreadable"
    assert refused(geoparquet({})[:400], "p.parquet") == "unreadable"


def geoparquet(about: dict) -> bytes:
    table = pa.table({"geometry": shapely.to_wkb(land.squares()).tolist(), **COLUMNS})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", **about}}}
    held = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), held)
    return held.getvalue()


def test_kml_is_read_in_degrees(read: Callable):
    content = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>قطعة ١</name><Polygon><outerBoundaryIs>'
        "<LinearRing><coordinates>50,26 50.001,26 50.001,26.001 50,26</coordinates></LinearRing></outerBoundaryIs>"
        "</Polygon></Placemark></Document></kml>"
    )
    facts, rows = read(content.encode(), "plan.kml")
    assert rows[0].attributes["Name"] == "قطعة ١"
    assert shapely.from_wkb(rows[0].wkb).bounds == (50, 26, 50.001, 26.001)
    assert facts.crs_from == "form"


def test_heights_are_flattened_and_noted(read: Callable):
    _facts, rows = read(land.geojson(land.ring((0, 0, 5), (20, 0, 5), (20, 20, 5), (0, 0, 5))), "plan.geojson")
    assert rows[0].notes == [{"code": "flattened"}]
    assert not shapely.from_wkb(rows[0].wkb).has_z


def test_measures_are_dropped_and_noted(read: Callable, tmp_path: Path):
    points = [(0, 0, 1), (20, 0, 2), (20, 20, 3), (0, 0, 1)]
    wkb = struct.pack("<BIII", 1, 2003, 1, 4) + b"".join(struct.pack("<3d", *point) for point in points)
    facts, rows = read(land.retyped(tmp_path / "made.gpkg", 2003, "POLYGON", wkb), "plan.gpkg")
    assert {"code": "measures_dropped"} in facts.notes
    assert shapely.from_wkb(rows[0].wkb).area == 200


def test_curves_are_refused(refused: Callable, tmp_path: Path):
    (tmp_path / "two").mkdir()
    ring = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 0, 10, 10, 0, 0)
    wkb = struct.pack("<BII", 1, 10, 1) + ring
    assert refused(land.retyped(tmp_path / "made.gpkg", 10, "CURVEPOLYGON", wkb), "plan.gpkg") == "curves"
    assert refused(land.retyped(tmp_path / "two" / "made.gpkg", 10, "GEOMETRY", wkb), "plan.gpkg") == "curves"
    gml = b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:ArcString/></gml:FeatureCollection>'
    assert refused(gml, "plan.gml") == "curves"


def test_a_row_without_an_outline_is_told_by_its_number(read: Callable):
    point, line = {"type": "Point", "coordinates": [1, 1]}, {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
    _facts, rows = read(land.geojson(land.SQUARE, point, None, line), "plan.geojson")
    assert [(row.number, row.faults) for row in rows] == [
        (1, []),
        (2, [{"code": "not_a_surface", "type": "point"}]),
        (3, [{"code": "no_geometry"}]),
        (4, [{"code": "not_a_surface", "type": "line"}]),
    ]


@pytest.mark.parametrize(
    ("points", "code"),
    [([(0, 0), (20, 0), (20, 20), (0, 20)], "ring_open"), ([(0, 0), (20, 0)], "ring_short"),
     ([(0, 0), (20, 0), (0, 0)], "ring_short")],
)  # fmt: skip
def test_a_ring_that_is_none_is_told(read: Callable, points: list, code: str):
    _facts, rows = read(land.geojson(land.ring(*points), land.SQUARE), "plan.geojson")
    assert [row.faults for row in rows] == [[{"code": code}], []]


def test_an_outline_of_too_many_points_is_told(read: Callable, tmp_path: Path):
    around = np.linspace(0, 2 * np.pi, 20_002)
    circle = shapely.polygons(np.column_stack([np.cos(around) * 500 + land.WEST, np.sin(around) * 500 + land.SOUTH]))
    _facts, rows = read(land.write(tmp_path / "made.gpkg", [circle]), "plan.gpkg")
    assert rows[0].faults == [{"code": "too_many_vertices", "count": 20_002, "most": 20_000}]
    assert rows[0].wkb is None


def test_a_drawing_gives_outlines_with_the_number_inside(read: Callable):
    first, second, third, _last = land.squares()
    content = land.dxf(
        [land.outline("PLOTS", first), land.outline("PLOTS", second), land.outline("FRAME", third),
         land.text("NUM", "١٢", first), land.text("NUM", "13", second), land.text("AREA", "400", second)]
    )  # fmt: skip
    facts, rows = read(content, "plan.dxf", layers=("plots",), text_layers=("NUM",))
    assert [row.attributes["text"] for row in rows] == ["١٢", "13"]
    assert shapely.equals([shapely.from_wkb(row.wkb) for row in rows], [first, second]).all()
    assert (facts.crs, facts.questions) == (None, ["crs"])
    _facts, all_rows = read(content, "plan.dxf")
    assert [row.attributes["texts"] for row in all_rows] == ["١٢", "13 | 400", ""]


def test_lines_of_a_drawing_are_polygonised_and_that_is_noted(read: Callable, refused: Callable):
    def line(x1: float, y1: float, x2: float, y2: float) -> tuple:
        return (0, "LINE", 8, "B", 10, x1, 20, y1, 11, x2, 21, y2)

    frame = [line(0, 0, 20, 0), line(20, 0, 20, 10), line(20, 10, 0, 10), line(0, 10, 0, 0)]
    facts, rows = read(land.dxf([*frame, line(10, 0, 10, 10)]), "plan.dxf")
    assert sorted(shapely.from_wkb(row.wkb).area for row in rows) == [100, 100]
    assert {"code": "lines_polygonised", "count": 2} in facts.notes
    assert refused(land.dxf(frame[:3]), "plan.dxf") == "no_outlines"


def test_an_arc_of_a_drawing_stays_within_a_millimetre(read: Callable):
    facts, rows = read(land.dxf([(0, "CIRCLE", 8, "P", 10, 0, 20, 0, 40, 100)]), "plan.dxf")
    (circle,) = (shapely.from_wkb(row.wkb) for row in rows)
    assert 0 < np.pi * 100**2 - circle.area < 2 * np.pi * 100 * 0.001
    assert facts.notes == [{"code": "arcs_straightened", "most_m": 0.001}]


def test_a_table_of_points_gives_one_outline_a_key(read: Callable, refused: Callable):
    content = (
        "القطعة,نقطة,شرقيات,شماليات,مالك\n١,1,٤٠٠٠٠٠٫٥,2937000,=cmd|calc\n١,2,400020,2937000,x\n١,3,400020,2937020,x\n"
    )
    facts, rows = read(content.encode(), "points.csv")
    assert rows[0].attributes == {"القطعة": "١", "مالك": "=cmd|calc"}
    assert shapely.from_wkb(rows[0].wkb).exterior.coords[0] == (400000.5, 2937000.0)
    assert facts.questions == ["crs"]
    assert refused(content.replace("400020", "here", 1).encode(), "points.csv") == "not_a_number"
    assert refused(b"a,b\n1,2\n", "points.csv") == "columns_unknown"


def test_numbers_in_arabic_digits_stay_as_they_are_written(read: Callable):
    _facts, rows = read(land.geojson(land.SQUARE, properties={"n": "١٢/٣"}), "plan.geojson")
    assert rows[0].attributes["n"] == "١٢/٣"
