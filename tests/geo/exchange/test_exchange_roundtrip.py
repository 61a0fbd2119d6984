"""Every format gives back what it was given: shapes to a millimetre, Arabic, days and numbers, or says what it lost."""

import csv
import json
import math
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime

import ezdxf
import geopandas
import numpy as np
import pandas
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from django.utils import translation

from geo.exchange.batches import moved
from geo.exchange.formats import formats
from geo.exchange.operations import find_operation
from geo.exchange.writers.shapefile import short_names
from tests.geo.exchange.kinds import COLUMNS, MILLIMETRE, MOMENT, ROWS, SHAPES, kinds

NAMES = [column.name for column in COLUMNS]


def write(name, folder, feed=None):
    """Write the feed (of every kind of value, unless told) and return the file; degrees where the format wants them."""
    form = formats()[name]
    path = folder / f"kinds{form.suffix}"
    feed = feed or kinds()
    if form.lonlat:
        operation = find_operation(9359, 4326)
        feed = replace(feed, batches=moved(feed.batches, operation), geometry=replace(feed.geometry, srid=4326))
    with translation.override("ar"):
        form.write(path, feed)
    return path


def same_shapes(found, expected=SHAPES):
    """Say whether the shapes are the same to a millimetre, wherever their rings begin and however they are wound."""
    assert len(found) == len(expected)
    pairs = zip(shapely.normalize(list(found)), shapely.normalize(expected), strict=True)
    return all(shapely.hausdorff_distance(shapely.boundary(a), shapely.boundary(b)) <= MILLIMETRE
               and math.isclose(a.area, b.area, abs_tol=0.1) for a, b in pairs)  # fmt: skip


def back_in_metres(shapes):
    return shapely.transform(list(shapes), find_operation(4326, 9359))


def plain(value):
    """Return a value as Python has it: not-a-number is none, moments in UTC."""
    if value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value)) or value is pandas.NA:
        return None
    if isinstance(value, pandas.Timestamp):
        value = value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value


def rows_in(frame):
    """Return the rows of a frame by the text of each, the empty row as None."""
    return {plain(row[0]): tuple(map(plain, row)) for row in frame[NAMES].itertuples(index=False, name=None)}


def days_as_days(rows, at=6):
    """Return rows whose days are days, however the reader tells them."""
    return {
        key: (*row[:at], row[at].date() if isinstance(row[at], datetime) else row[at], *row[at + 1 :])
        for key, row in rows.items()
    }


@pytest.mark.parametrize("name", ["gpkg", "fgb"])
def test_files_of_gdal_hold_every_kind_of_value(name, tmp_path):
    path = write(name, tmp_path)
    found = pyogrio.read_dataframe(path, layer="kinds")
    assert days_as_days(rows_in(found)) == {row[0]: row for row in ROWS}
    by_text = dict(zip(map(plain, found["text"]), found.geometry, strict=True))
    assert same_shapes([by_text[row[0]] for row in ROWS])
    assert found.crs.to_epsg() == 9359


def test_geoparquet_holds_every_kind_of_value_and_its_reference_system(tmp_path):
    path = write("parquet", tmp_path)
    found = geopandas.read_parquet(path)
    assert rows_in(found) == {row[0]: row for row in ROWS}
    assert same_shapes(found.geometry)
    assert found.crs.to_epsg() == 9359
    told = json.loads(pq.read_metadata(path).metadata[b"geo"])
    column = told["columns"]["geometry"]
    assert (told["version"], column["geometry_types"], column["crs"]["id"]["code"]) == ("1.1.0", ["MultiPolygon"], 9359)
    assert column["bbox"] == pytest.approx(shapely.total_bounds(SHAPES).tolist(), abs=0)
    west = geopandas.read_parquet(path, bbox=tuple(shapely.buffer(SHAPES[0], -1).bounds))
    assert list(west["text"]) == [ROWS[0][0]]


def test_a_shapefile_holds_every_kind_of_value_or_its_legend_names_the_loss(tmp_path):
    path = write("shp", tmp_path)
    names = short_names(NAMES)
    found = pyogrio.read_dataframe(f"/vsizip/{path}/kinds.shp").rename(columns={s: n for n, s in names.items()})
    rows = days_as_days(rows_in(found))
    first, second, third = ROWS
    expected = [
        (*first[:5], 1, first[6], "2026-03-01T01:30:15.250000Z"),
        (*second[:5], 0, second[6], "1999-12-31T00:00:00.000000Z"),
        third,
    ]
    assert rows == {row[0]: row for row in expected}
    assert same_shapes(found.geometry)
    assert found.crs.to_epsg() == 9359
    with zipfile.ZipFile(path) as archive:
        assert archive.read("kinds.cpg") == b"UTF-8"
        legend = archive.read("legend.txt").decode("utf-8-sig")
        style = archive.read("kinds.qml").decode()
    assert "whole_numb\twhole_number\tعدد صحيح" in legend
    assert "whole_num1\twhole_number_2\tعدد صحيح آخر" in legend
    assert "\tactive = نافذة" in legend
    lost = legend.partition("whole_number_2 → whole_num1")[2]
    assert all(f"{name}: " in lost for name in ("yes_no", "at_moment", "number"))
    assert 'attr="state"' in style


def test_long_texts_of_a_shapefile_are_cut_between_letters_and_the_legend_counts_them(tmp_path):
    long = "حي " * 90
    path = write("shp", tmp_path, kinds(rows=[(long, *ROWS[0][1:]), ("", *ROWS[1][1:]), ROWS[2]]))
    found = pyogrio.read_dataframe(f"/vsizip/{path}/kinds.shp")
    assert long.startswith(found["text"][0])
    assert len(found["text"][0].encode()) in (253, 254)
    with translation.override("en"), zipfile.ZipFile(path) as archive:
        legend = archive.read("legend.txt").decode("utf-8-sig")
    assert "254" in legend
    assert "text" in legend.rpartition("254")[2].splitlines()[1]


def test_geojson_is_longitude_and_latitude_with_every_value(tmp_path):
    path = write("geojson", tmp_path)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in told
    assert [feature["properties"]["text"] for feature in told["features"]] == [row[0] for row in ROWS]
    first = told["features"][0]["properties"]
    assert {name: first[name] for name in NAMES[:7]} == dict(zip(NAMES[:6], ROWS[0][:6], strict=True)) | {
        "on_day": "2026-02-28"
    }
    assert datetime.fromisoformat(first["at_moment"]) == MOMENT
    assert told["features"][1]["properties"]["whole_number"] == 2**40
    assert same_shapes(back_in_metres(pyogrio.read_dataframe(path).geometry))
    outer = shapely.LinearRing(told["features"][0]["geometry"]["coordinates"][0][0])
    assert outer.is_ccw
    assert outer.bounds[:2] == pytest.approx((49.996, 26.55), abs=0.01)


def test_kml_is_longitude_and_latitude_with_values_and_the_legends_colours(tmp_path):
    path = write("kml", tmp_path)
    found = pyogrio.read_dataframe(path)
    first, second, third = (found.iloc[at] for at in range(3))
    assert [plain(found.iloc[at]["text"]) for at in range(2)] == [row[0] for row in ROWS[:2]]
    assert (first["whole_number"], second["whole_number"], second["number"]) == (7, 2**40, ROWS[1][4])
    assert (first["on_day"], second["on_day"]) == ("2026-02-28", "1446-12-29")
    assert datetime.fromisoformat(first["at_moment"]) == MOMENT
    assert plain(third["state"]) is None
    assert same_shapes(back_in_metres(shapely.force_2d(found.geometry)))
    assert path.read_text(encoding="utf-8").count("<styleUrl>#s1</styleUrl>") == 1  # active, the second of the legend


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing(tmp_path):
    path = write("csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        first, second, third = csv.DictReader(file)
    assert (first["text"], second["text"]) == (ROWS[0][0], "'" + ROWS[1][0])
    assert (first["state"], first["state_text"]) == ("active", "نافذة")
    assert [int(row["whole_number"]) for row in (first, second)] == [7, 2**40]
    assert first["whole_number_2"] == "-1"  # a number below zero is no formula
    assert [float(row["number"]) for row in (first, second)] == [0.1, ROWS[1][4]]
    assert [date.fromisoformat(row["on_day"]) for row in (first, second)] == [ROWS[0][6], ROWS[1][6]]
    assert datetime.fromisoformat(first["at_moment"]) == MOMENT
    assert {third[name] for name in NAMES} == {""}
    assert same_shapes(shapely.from_wkt([row["wkt"] for row in (first, second, third)]))


def test_points_in_a_table_are_two_columns(tmp_path):
    points = [shapely.Point(400_000.123, 2_937_000.456)] * 3
    with write("csv", tmp_path, kinds(points, "Point")).open(encoding="utf-8-sig") as file:
        row = next(csv.DictReader(file))
    assert (float(row["x"]), float(row["y"])) == pytest.approx((400_000.123, 2_937_000.456), abs=1e-6)


def values_of(entity):
    """Return the extended data of an entity as text by name."""
    strings: list[list[str]] = []
    for tag in entity.get_xdata("MUKHATTAT"):
        if tag == (1002, "{"):
            strings.append([])
        elif tag.code == 1000:
            strings[-1].append(tag.value)
    return {name: "".join(pieces) for name, *pieces in strings}


def test_a_drawing_has_layers_by_theme_numbers_as_text_and_all_values(tmp_path):
    path = write("dxf", tmp_path)
    drawing = ezdxf.readfile(path)
    audit = drawing.audit()
    assert (audit.errors, audit.fixes) == ([], [])
    lines = list(drawing.modelspace().query("LWPOLYLINE"))
    assert [line.dxf.layer for line in lines] == [
        "kinds_active",
        "kinds_frozen",
        "kinds_frozen",
        "kinds_other",
        "kinds_other",
    ]
    rings = [shapely.LinearRing(line.get_points("xy")) for line in lines]
    two = [shapely.Polygon(ring) for ring in rings[3:]]
    drawn = [[shapely.Polygon(rings[0])], [shapely.Polygon(rings[1], [rings[2]])], two]
    assert same_shapes([shapely.MultiPolygon(parts) for parts in drawn])
    values = values_of(lines[1])
    assert values["text"] == ROWS[1][0]
    assert (int(values["whole_number"]), float(values["number"])) == (2**40, ROWS[1][4])
    assert (date.fromisoformat(values["on_day"]), datetime.fromisoformat(values["at_moment"])) == ROWS[1][6:]
    assert values_of(lines[3]) == {}
    assert drawing.layers.get("kinds_active").description.startswith("أنواع")


def test_the_words_of_a_drawing_stand_inside_their_surface(tmp_path):
    drawing = ezdxf.readfile(write("dxf", tmp_path))
    words = list(drawing.modelspace().query("TEXT"))
    assert [one.dxf.text for one in words] == ["0.1", str(ROWS[1][4])]  # the label column of the style is `number`
    assert {one.dxf.layer for one in words} == {"kinds_text"}
    for one, shape in zip(words, SHAPES, strict=False):
        assert shape.contains(shapely.Point(one.get_placement()[1].vec2))


def test_lines_and_points_are_drawn_too(tmp_path):
    line = shapely.LineString([(0, 0), (100, 0), (100, 50)])
    (tmp_path / "a").mkdir()
    drawing = ezdxf.readfile(write("dxf", tmp_path / "a", kinds([line] * 3, "LineString")))
    (drawn, *_others) = drawing.modelspace().query("LWPOLYLINE")
    assert not drawn.closed
    assert drawn.get_points("xy") == list(line.coords)
    words = drawing.modelspace().query("TEXT")[0]
    assert line.distance(shapely.Point(words.get_placement()[1].vec2)) < MILLIMETRE
    points = ezdxf.readfile(write("dxf", tmp_path, kinds([shapely.Point(1.5, 2.5)] * 3, "Point")))
    assert points.modelspace().query("POINT")[0].dxf.location == (1.5, 2.5, 0)


@pytest.mark.parametrize("name", ["gpkg", "shp", "dxf", "fgb", "geojson", "kml", "csv"])
def test_debians_gdal_opens_the_file_and_says_nothing(name, tmp_path):
    path = write(name, tmp_path)
    opened = f"/vsizip/{path}/kinds.shp" if name == "shp" else str(path)
    run = subprocess.run(["ogrinfo", "-al", "-so", opened], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    assert f"Feature Count: {7 if name == 'dxf' else 3}" in run.stdout
    if name in ("gpkg", "shp", "fgb"):
        assert 'ID["EPSG",9359]' in run.stdout


@pytest.mark.parametrize("name", [one.name for one in formats()])
def test_a_layer_without_rows_is_a_file_of_its_format(name, tmp_path):
    path = write(name, tmp_path, kinds([], rows=[]))
    assert path.stat().st_size > 0


@pytest.mark.parametrize("name", [one.name for one in formats()])
def test_what_fails_while_rows_are_read_is_told_as_it_is(name, tmp_path):
    def broken():
        yield from kinds().batches
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(name, tmp_path, replace(kinds(), batches=broken()))


def test_short_names_differ_in_more_than_their_case():
    names = [
        "municipality_name",
        "municipality_name_en",
        "Municipality_code",
        *(f"municipality_{i}" for i in range(12)),
    ]
    short = short_names(names)
    assert list(short) == names
    assert all(len(name) <= 10 for name in short.values())
    assert len({name.lower() for name in short.values()}) == len(names)
