"""publish_tiles: what is in the file, what is not, and how it gets to its place."""

import gzip
import json
from decimal import Decimal
from io import StringIO

import mapbox_vector_tile
import pytest
import shapely
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pmtiles.reader import MmapSource, Reader, all_tiles

from geo.layers.layer import Audience, Geometry
from geo.layers.registry import layers, layers_for
from parcels.fabric.models import PublishedStreet
from parcels.register.models import PublishedParcel
from tests.tiles.mvt.conftest import CANARY
from tests.tiles.mvt.pyramid import bounds, in_tile, signed_area
from tiles.archive import services
from tiles.archive.errors import NoRoom

PUBLIC = [layer for layer in layers_for(Audience.PUBLIC)]


@pytest.fixture(autouse=True)
def outside_a_transaction(quarter, django_db_blocker):
    """Let a test open the transaction that it reads in by itself; the quarter is committed, and nothing is written."""
    with django_db_blocker.unblock():
        yield


def run(*arguments, **options):
    """Run the command and return what it says."""
    said = StringIO()
    call_command("publish_tiles", *arguments, stdout=said, verbosity=0, **options)
    return said.getvalue()


@pytest.fixture(scope="module")
def published(quarter, django_db_blocker, tmp_path_factory):
    """Everything, in one file."""
    path = tmp_path_factory.mktemp("published") / "all.pmtiles"
    with django_db_blocker.unblock():
        cache.clear()
        run("--out", str(path))
    return path


@pytest.fixture(scope="module")
def archive(published):
    """Every tile of the file by its address, decoded: layer → features; and the file's description."""
    with published.open("rb") as file:
        read = MmapSource(file)
        tiles = {address: _decoded(body) for address, body in all_tiles(read)}
        return tiles, Reader(read).header(), Reader(read).metadata()


def _decoded(body):
    whole = gzip.decompress(body)
    assert whole.count(b"\x1f\x8b\x08") == 0 or len(gzip.decompress(body)) == len(whole)
    told = mapbox_vector_tile.decode(whole, default_options={"y_coord_down": True})
    return {name: layer["features"] for name, layer in told.items()}


def values_of(row, layer):
    """Return the attributes that a tile should carry of a row: none that is missing; days and keys as text."""
    told = {name: getattr(row, name) for name in layer.fields}
    return {name: _in_tile(value) for name, value in told.items() if value is not None}


def _in_tile(value):
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, bool | int | float | str) else str(value)


@pytest.mark.parametrize("layer", PUBLIC, ids=lambda layer: layer.name)
def test_every_row_is_in_the_tiles_of_every_zoom_with_its_attributes(archive, layer):
    tiles, _header, _metadata = archive
    for span in layer.spans():
        rows = layer.model._default_manager.exclude(**{f"{span.geometry}__isnull": True})
        expected = sorted(json.dumps(values_of(row, layer), sort_keys=True) for row in rows)
        for zoom in range(span.min_zoom, min(span.max_zoom, 16) + 1):
            found = {
                json.dumps(feature["properties"], sort_keys=True)
                for (z, _x, _y), held in tiles.items() if z == zoom for feature in held.get(layer.name, [])
            }  # fmt: skip
            assert sorted(found) == sorted(set(expected)), (layer.name, zoom)


def test_a_layer_is_in_no_tile_of_a_zoom_at_which_it_is_not_drawn(archive):
    tiles, _header, _metadata = archive
    for (z, _x, _y), held in tiles.items():
        for name in held:
            assert layers[name].min_zoom <= z <= min(16, layers[name].max_zoom), (name, z)


def test_outlines_are_those_of_the_register_cut_at_the_tile(archive):
    tiles, _header, _metadata = archive
    outlines = {row.code: shapely.from_wkb(bytes(row.geom_3857.wkb)) for row in PublishedParcel.objects.all()}
    compared = 0
    for (z, x, y), held in tiles.items():
        frame = shapely.box(0, 0, 4096, 4096)
        for feature in held.get("parcels", []):
            shape = shapely.geometry.shape(feature["geometry"])
            expected = in_tile(outlines[feature["properties"]["code"]], z, x, y)
            assert shape.is_valid
            both = shape.intersection(frame), expected.intersection(frame)
            assert both[0].symmetric_difference(both[1]).area <= expected.length + 4
            compared += 1
    assert compared >= 3 * len(outlines)


def test_no_tile_that_land_touches_is_missing(archive):
    tiles, _header, _metadata = archive
    for row in PublishedParcel.objects.all():
        outline = shapely.from_wkb(bytes(row.geom_3857.wkb))
        touched = [
            address for address in tiles
            if address[0] == 16 and shapely.box(*bounds(*address)).intersection(outline).area > 0
        ]  # fmt: skip
        assert touched
        for address in touched:
            assert row.code in {each["properties"]["code"] for each in tiles[address]["parcels"]}


def test_rings_turn_as_the_specification_wants(archive):
    tiles, _header, _metadata = archive
    surfaces = {layer.name for layer in PUBLIC if layer.geometry == Geometry.POLYGON}
    seen = 0
    for held in tiles.values():
        for name in surfaces & set(held):
            for feature in held[name]:
                shape = feature["geometry"]
                parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
                for rings in parts:
                    assert signed_area(rings[0][:-1]) > 0
                    assert all(signed_area(ring[:-1]) < 0 for ring in rings[1:])
                    seen += len(rings) > 1
    assert seen  # a courtyard was among them


def test_no_private_word_is_in_the_file(published, archive):
    tiles, _header, metadata = archive
    assert CANARY not in json.dumps(metadata, ensure_ascii=False)
    assert CANARY.encode() not in published.read_bytes()
    assert all(CANARY not in json.dumps(held, ensure_ascii=False) for held in tiles.values())
    assert "findings" not in {name for held in tiles.values() for name in held}


def test_the_file_says_what_it_is(archive, settings):
    _tiles, header, metadata = archive
    assert (header["min_zoom"], header["max_zoom"], header["tile_type"].name) == (0, 16, "MVT")
    assert header["clustered"]
    west, south, east, north = (header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat"))
    assert 34 < west < east < 56 and 16 < south < north < 33
    assert metadata["name"] == settings.ARCHIVE_NAME
    assert metadata["published_at"] and metadata["data_version"]
    told = {layer["id"]: layer for layer in metadata["vector_layers"]}
    assert list(told) == [layer.name for layer in PUBLIC]
    assert told["parcels"]["fields"]["area_m2"] == "Number" and told["parcels"]["minzoom"] == 14


def test_words_go_with_the_layers_that_are_named(quarter, tmp_path):
    path = tmp_path / "some.pmtiles"
    told = json.loads(run("--layers", "parcels,streets", "--out", str(path), "--json"))
    with path.open("rb") as file:
        found = {name for _address, body in all_tiles(MmapSource(file)) for name in _decoded(body)}
    assert found == {"parcels", "parcel_labels", "streets"}
    assert told["rows"] == 2 * PublishedParcel.objects.count() + PublishedStreet.objects.count() and told["seconds"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--layers", "register_parcel"], "register_parcel"),
        (["--layers", "findings"], "findings"),
        (["--layers", "parcel_labels"], "parcel_labels"),
    ],
)
def test_what_is_no_public_layer_is_refused(quarter, tmp_path, arguments, said):
    with pytest.raises(CommandError, match=said):
        run(*arguments, "--out", str(tmp_path / "none.pmtiles"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(quarter, tmp_path):
    path = tmp_path / "kept.pmtiles"
    path.write_bytes(b"before")
    with pytest.raises(CommandError):
        run("--layers", "streets", "--out", str(path))
    assert path.read_bytes() == b"before"
    run("--layers", "streets", "--out", str(path), "--overwrite")
    assert path.read_bytes().startswith(b"PMTiles")
    assert [each.name for each in tmp_path.iterdir()] == ["kept.pmtiles"]


def test_where_the_engine_gives_up_nothing_is_left(quarter, tmp_path, monkeypatch):
    monkeypatch.setattr(services, "write_rows", lambda layer, span, path, told: path.write_bytes(b"rubbish"))
    path = tmp_path / "broken.pmtiles"
    with pytest.raises(CommandError, match="streets"):
        run("--layers", "streets", "--out", str(path))
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_said_before_any_work(quarter, tmp_path, monkeypatch):
    free = services.shutil.disk_usage(tmp_path)._replace(free=1)
    monkeypatch.setattr(services.shutil, "disk_usage", lambda folder: free)
    with pytest.raises(NoRoom, match="--work"):
        services.publish(layers=[layers["parcels"]], path=tmp_path / "full.pmtiles")
    assert list(tmp_path.iterdir()) == []


def test_a_layer_without_a_feature_is_described_and_nothing_else(quarter, tmp_path):
    with pytest.raises(CommandError):
        run("--layers", "imagery_footprints,findings", "--out", str(tmp_path / "x.pmtiles"))


def test_rows_are_read_as_the_role_of_the_tiles(quarter, tmp_path):
    with CaptureQueriesContext(connection) as asked:
        services.publish(layers=[layers["streets"]], path=tmp_path / "streets.pmtiles")
    assert not any("street" in query["sql"] for query in asked.captured_queries)
