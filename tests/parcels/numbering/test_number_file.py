"""Any file's parcels numbered: the copy has all that was there, four columns more, and nothing by chance."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from shapely import LineString, Point, Polygon

from parcels.register import codes
from tests.parcels.numbering.drawings import inputs_of
from tests.parcels.numbering.test_kastoria import SOURCE

CRS = "EPSG:32639"
NEW = ["block_no", "parcel_no", "seq", "code"]
QUARTER = """
ABCD.KL
EFGH.MN
"""


def layer_file(path: Path, shapes, *, crs=CRS, layer="land", **columns) -> Path:
    frame = geopandas.GeoDataFrame(columns or {"name": range(len(shapes))}, geometry=list(shapes), crs=crs)
    frame.to_file(path, layer=layer, engine="pyogrio")
    return path


def quarter() -> dict[str, Polygon]:
    return {str(one.key): one.geometry for one in inputs_of(QUARTER, west=500_000.0, south=2_900_000.0)}


def number(source: Path, out: Path, **options) -> geopandas.GeoDataFrame:
    call_command("number_file", str(source), out=out, stdout=StringIO(), stderr=StringIO(), **options)
    return geopandas.read_file(out, fid_as_index=True)


def test_the_copy_keeps_columns_rows_geometry_and_crs_and_has_one_layer(tmp_path):
    shapes = quarter()
    source = layer_file(
        tmp_path / "in.gpkg", shapes.values(), name=list(shapes), whole=[*range(9), None, 4, 5],
        yes=[True, False] * 6, day=["2024-01-05"] * 12,
    )  # fmt: skip
    layer_file(source, [Point(0, 0)], layer="points")
    found = number(source, tmp_path / "out.gpkg", layer="land")
    assert [name for name, _kind in pyogrio.list_layers(tmp_path / "out.gpkg")] == ["land"]
    before = geopandas.read_file(source, layer="land", fid_as_index=True)
    assert list(found.columns) == [*before.columns.drop("geometry"), *NEW, "geometry"]
    assert found.crs == before.crs
    assert found.index.tolist() == before.index.tolist()
    assert shapely.to_wkb(found.geometry).tolist() == shapely.to_wkb(before.geometry).tolist()
    assert found[list(before.columns)].equals(before)
    kinds = pyogrio.read_info(tmp_path / "out.gpkg")
    assert dict(zip(kinds["fields"], kinds["ogr_types"], strict=True))["seq"].startswith("OFTInteger")


def test_each_block_has_a_walk_from_1_to_n_and_sound_codes(tmp_path):
    found = number(layer_file(tmp_path / "in.gpkg", quarter().values()), tmp_path / "out.gpkg", municipality="501")
    assert found.groupby("block_no").size().tolist() == [8, 4]
    for _number, block in found.groupby("block_no"):
        assert sorted(block.seq) == sorted(block.parcel_no) == list(range(1, len(block) + 1))
    assert all(codes.is_valid(code) and code.startswith("501000") for code in found.code)
    assert found.code.is_unique


def test_two_runs_make_the_same_bytes(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", quarter().values())
    for name in ("a", "b"):
        number(source, tmp_path / f"{name}.gpkg", report=tmp_path / f"{name}.json")
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_rows_in_another_order_get_the_same_numbers(tmp_path):
    shapes = [*quarter().values(), quarter()["A"], Polygon([(0, 0), (5, 5), (5, 0), (0, 5)])]
    order = np.random.default_rng(4).permutation(len(shapes))
    first = number(layer_file(tmp_path / "in.gpkg", shapes), tmp_path / "out.gpkg")
    other = number(layer_file(tmp_path / "in2.gpkg", [shapes[n] for n in order]), tmp_path / "out2.gpkg")
    told = [
        sorted(zip(shapely.to_wkb(one.geometry), one.block_no, one.seq, one.code, strict=True))
        for one in (first, other)
    ]
    assert told[0] == told[1]


def faulty() -> list[shapely.Geometry | None]:
    shapes = quarter()
    bow_tie = Polygon([(500_000, 2_900_030), (500_009, 2_900_039), (500_009, 2_900_030), (500_000, 2_900_039)])
    return [None, *shapes.values(), bow_tie, shapes["K"], Polygon()]


def test_faulty_rows_are_told_of_and_numbered_last(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", faulty())
    found = number(source, tmp_path / "out.gpkg", report=tmp_path / "r.json")
    report = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert report["set_aside"] == {
        "no geometry": [1], "not valid (self-intersection)": [14], "empty": [16], "same geometry as another row": [15],
    }  # fmt: skip
    assert found[NEW].notna().all().all()
    assert not found.duplicated(["block_no", "seq"]).any()
    assert not found.duplicated(["block_no", "parcel_no"]).any()
    assert found.loc[14, "block_no"] == found.loc[2, "block_no"]  # beside A
    assert found.loc[14, "seq"] == 9
    assert (found.loc[15, "block_no"], found.loc[15, "seq"]) == (found.loc[6, "block_no"], 5)  # the twin of K
    assert found.loc[1, "block_no"] == found.loc[16, "block_no"] == 3


def test_faulty_rows_are_refused_when_asked_and_nothing_is_written(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", faulty())
    with pytest.raises(CommandError, match=r"no geometry: 1.*14.*15"):
        number(source, tmp_path / "out.gpkg", invalid="refuse")
    assert not (tmp_path / "out.gpkg").exists()


def test_a_file_of_nothing_but_faults_is_numbered_too(tmp_path):
    found = number(layer_file(tmp_path / "in.gpkg", [None, None]), tmp_path / "out.gpkg")
    assert sorted(found.seq) == [1, 2]


def test_blocks_come_from_the_column_that_is_named(tmp_path):
    shapes = quarter()
    given = [7 if letter in "ABEF" else 3 for letter in shapes]
    source = layer_file(tmp_path / "in.gpkg", shapes.values(), name=list(shapes), block=given)
    found = number(source, tmp_path / "out.gpkg", block_column="block")
    assert found.block_no.tolist() == given
    named = layer_file(tmp_path / "n.gpkg", shapes.values(), block=["west" if n == 7 else None for n in given])
    found = number(named, tmp_path / "out2.gpkg", block_column="block", report=tmp_path / "r.json")
    sizes = found.groupby("block_no").size().tolist()
    assert sorted(sizes) == [4, 4, 4]  # west; and those without a block in the two that they make
    labels = [one.get("label") for one in json.loads((tmp_path / "r.json").read_text("utf-8"))["per_block"]]
    assert sorted(labels, key=str) == [None, None, "west"]


def test_a_street_in_the_layer_is_told_of_and_ties_no_blocks_together_when_asked(tmp_path):
    shapes = list(quarter().values())
    west, south = 500_000, 2_900_000
    street = Polygon(
        [(west + 40, south - 900), (west + 50, south - 900), (west + 50, south + 900), (west + 40, south + 900)]
    )
    source = layer_file(tmp_path / "in.gpkg", [*shapes, street])
    walked = number(source, tmp_path / "out.gpkg", report=tmp_path / "r.json")
    assert walked.block_no.nunique() == 1
    assert json.loads((tmp_path / "r.json").read_text("utf-8"))["street_like"] == [13]
    apart = number(source, tmp_path / "out2.gpkg", street_parcels="last")
    assert apart.groupby("block_no").size().tolist() == [8, 4, 1]
    assert apart.loc[13, "block_no"] == 3


def test_streets_that_cut_a_block_are_told_of(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", quarter().values())
    lines = [LineString([(x, 2_899_990), (x, 2_900_030)]) for x in (499_995.0, 500_020.0, 500_045.0)]
    lines += [LineString([(499_990, y), (500_050, y)]) for y in (2_899_995.0, 2_900_025.0)]
    streets = layer_file(tmp_path / "s.gpkg", lines)
    number(source, tmp_path / "out.gpkg", streets=streets, report=tmp_path / "r.json")
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))["disagreements"]
    assert "split_by_streets" in {one["code"] for one in found}


def test_numbers_of_a_column_are_kept(tmp_path):
    shapes = quarter()
    source = layer_file(tmp_path / "in.gpkg", shapes.values(), old=[str(n) if n < 12 else None for n in range(1, 13)])
    found = number(source, tmp_path / "out.gpkg", policy="keep:column=old")
    assert found.parcel_no.tolist()[:11] == list(range(1, 12))
    assert found.loc[12, "parcel_no"] == 12


def test_degrees_are_measured_in_metres_and_stay_degrees(tmp_path):
    metric = layer_file(tmp_path / "in.gpkg", quarter().values())
    degrees = geopandas.read_file(metric).to_crs(4326)
    layer_file(tmp_path / "deg.gpkg", degrees.geometry, crs=4326)
    expected = number(metric, tmp_path / "out.gpkg")
    found = number(tmp_path / "deg.gpkg", tmp_path / "out2.gpkg", report=tmp_path / "r.json")
    assert found[NEW].to_numpy().tolist() == expected[NEW].to_numpy().tolist()
    assert found.crs == "EPSG:4326"
    source = json.loads((tmp_path / "r.json").read_text("utf-8"))["source"]
    assert (source["measured_in"], source["coordinates_changed_for_measuring"]) == ("WGS 84 / UTM zone 39N", True)


def test_feet_are_turned_into_metres(tmp_path):
    shapes = shapely.transform(np.array(list(quarter().values())), lambda xy: (xy - [500_000, 2_900_000]) / 0.3048)
    found = number(layer_file(tmp_path / "in.gpkg", shapes, crs=2263), tmp_path / "out.gpkg")
    assert found.groupby("block_no").size().tolist() == [8, 4]


@pytest.mark.parametrize("suffix", [".shp", ".geojson"])
def test_other_formats_are_read_too(tmp_path, suffix):
    frame = geopandas.GeoDataFrame({"name": list(quarter())}, geometry=list(quarter().values()), crs=CRS)
    frame.to_file(tmp_path / f"in{suffix}", engine="pyogrio")
    found = number(tmp_path / f"in{suffix}", tmp_path / "out.gpkg")
    assert found.name.tolist() == list(quarter())
    assert found.groupby("block_no").size().tolist() == [8, 4]


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"layer": "nowhere"}, "Its layers are: land"),
        ({"policy": "spiral"}, "serpentine"),
        ({"block_column": "blok"}, "Its columns are: name"),
        ({"municipality": "5"}, "three digits"),
        ({"streets": Path("none.gpkg")}, "cannot be read"),
        ({"policy": "sequence:keys=99"}, "99"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path, options, said):
    source = layer_file(tmp_path / "in.gpkg", quarter().values())
    with pytest.raises(CommandError, match=said):
        number(source, tmp_path / "out.gpkg", **options)
    assert not (tmp_path / "out.gpkg").exists()


@pytest.mark.usefixtures("english")
def test_a_missing_file_points_and_a_column_that_is_there_are_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match=r"gone\.gpkg"):
        number(tmp_path / "gone.gpkg", tmp_path / "out.gpkg")
    with pytest.raises(CommandError, match="Point"):
        number(layer_file(tmp_path / "p.gpkg", [Point(1, 1)]), tmp_path / "out.gpkg")
    with pytest.raises(CommandError, match="SEQ"):
        number(layer_file(tmp_path / "c.gpkg", quarter().values(), SEQ=range(12)), tmp_path / "out.gpkg")
    with pytest.warns(UserWarning, match="crs"):
        nowhere = layer_file(tmp_path / "n.gpkg", quarter().values(), crs=None)
    with pytest.raises(CommandError, match="reference system"):
        number(nowhere, tmp_path / "out.gpkg")


def test_the_file_itself_is_never_written_over(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", quarter().values())
    before = source.read_bytes()
    with pytest.raises(CommandError, match="another file"):
        number(source, source)
    assert source.read_bytes() == before


def test_no_database_is_needed(tmp_path):
    nowhere = "postgis://nobody:none@127.0.0.1:1/none"
    urls = {name: nowhere for name in ("APP_DATABASE_URL", "TILES_DATABASE_URL", "OWNER_DATABASE_URL")}
    keys = {"SECRET_KEY": "k" * 50, "FIELD_ENCRYPTION_KEY": "A" * 43 + "=", "FIELD_HASH_KEY": "h" * 50}
    environment = {**os.environ, **keys, **urls, "DJANGO_SETTINGS_MODULE": "geo.settings.dev"}
    command = [sys.executable, "manage.py", "number_file", str(SOURCE), "--layer", "parcels_1925"]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "out.gpkg")], cwd=settings.ROOT, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "139 blocks, 493 parcels" in done.stdout
    assert len(geopandas.read_file(tmp_path / "out.gpkg")) == 493


def test_the_best_walk_of_small_blocks_is_proven_where_that_is_asked_for(tmp_path):
    source = layer_file(tmp_path / "in.gpkg", quarter().values())
    number(source, tmp_path / "out.gpkg", report=tmp_path / "r.json", prove=True)
    for block in json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["per_block"]:
        proven = block["optimum"]
        assert proven["status"] == "optimal"
        assert proven["bound_m"] <= proven["best_m"] <= proven["proposal_m"]
    number(source, tmp_path / "again.gpkg", report=tmp_path / "r.json")
    assert "optimum" not in (tmp_path / "r.json").read_text(encoding="utf-8")
