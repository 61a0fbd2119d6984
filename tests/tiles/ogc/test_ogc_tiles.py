"""OGC API – Tiles, Part 1 (OGC 20-057): requirement by requirement, as a client sees it."""

import math
from urllib.parse import urlsplit

import mapbox_vector_tile
import pytest
from django.test import Client

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from parcels.register.models import PublishedParcel
from tests.tiles.mvt.pyramid import tile_over
from tests.tiles.ogc.conftest import body, raw, refusal

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
REL = "http://www.opengis.net/def/rel/ogc/1.0/"
GRID = "WebMercatorQuad"
MVT = "application/vnd.mapbox-vector-tile"
NAMES = [layer.name for layer in layers_for(Audience.PUBLIC) if not layer.follows]


def link_of(told, rel, **wanted):
    """Return the one link of a relation."""
    (found,) = (each for each in told["links"] if each["rel"] == rel and wanted.items() <= each.items())
    return found


@pytest.fixture
def place(quarter):
    """Zoom, row and column of a tile with parcels in it."""
    x, y = PublishedParcel.objects.order_by("code").first().label_3857.coords
    column, row = tile_over(x, y, 16)
    return 16, row, column


def layers_in(content):
    return set(mapbox_vector_tile.decode(content))


def test_the_landing_page_and_every_collection_lead_to_tiles(ask):
    told = ask("/ogc")
    assert urlsplit(link_of(told, REL + "tilesets-vector")["href"]).path == "/ogc/tiles"
    assert urlsplit(link_of(told, REL + "tiling-schemes")["href"]).path == "/ogc/tileMatrixSets"
    for name in NAMES:
        href = link_of(ask(f"/ogc/collections/{name}"), REL + "tilesets-vector")["href"]
        assert urlsplit(href).path == f"/ogc/collections/{name}/tiles"


def test_conformance_names_the_classes_that_are_kept(ask):
    told = ask("/ogc/conformance")["conformsTo"]
    for name in (
        "core",
        "tileset",
        "tilesets-list",
        "dataset-tilesets",
        "geodata-tilesets",
        "collections-selection",
        "mvt",
    ):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in told


@pytest.mark.parametrize("path", ["/ogc/tiles", *(f"/ogc/collections/{name}/tiles" for name in NAMES)])
def test_a_list_of_tilesets_leads_to_the_tileset_and_the_grid(ask, path):
    told = ask(path)
    (listed,) = told["tilesets"]
    assert (listed["dataType"], listed["tileMatrixSetURI"].rpartition("/")[2]) == ("vector", GRID)
    assert listed["crs"].endswith("/EPSG/0/3857")
    tileset = ask(link_of(listed, "self")["href"])
    assert tileset["title"] == listed["title"]
    assert ask(link_of(listed, REL + "tiling-scheme")["href"])["id"] == GRID


def test_a_tileset_tells_where_tiles_lie_and_what_is_in_them(ask, place):
    told = ask(f"/ogc/collections/parcels/tiles/{GRID}")
    item = link_of(told, "item")
    assert (item["type"], item["templated"]) == (MVT, True)
    address = item["href"].format(tileMatrix=place[0], tileRow=place[1], tileCol=place[2])
    assert raw(address).headers["Content-Type"] == MVT
    (layer,) = told["layers"]
    assert (layer["id"], layer["geometryDimension"], layer["minTileMatrix"], layer["maxTileMatrix"]) == (
        "parcels",
        2,
        "14",
        "16",
    )
    assert set(layer["propertiesSchema"]["properties"]) == set(layers["parcels"].fields)
    assert [limit["tileMatrix"] for limit in told["tileMatrixSetLimits"]] == ["14", "15", "16"]
    limit = told["tileMatrixSetLimits"][-1]
    assert (
        limit["minTileRow"] <= place[1] <= limit["maxTileRow"]
        and limit["minTileCol"] <= place[2] <= limit["maxTileCol"]
    )
    assert (limit["maxTileRow"] - limit["minTileRow"]) < 20
    assert ask(link_of(told, "describedby")["href"])["tilejson"] == "3.0.0"


def test_the_limits_are_the_tiles_that_the_land_touches(ask):
    (limit,) = (
        each
        for each in ask(f"/ogc/collections/parcels/tiles/{GRID}")["tileMatrixSetLimits"]
        if each["tileMatrix"] == "16"
    )
    boxes = [row.geom_3857.extent for row in PublishedParcel.objects.all()]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    (first_column, first_row), (last_column, last_row) = tile_over(west, north, 16), tile_over(east, south, 16)
    assert (limit["minTileCol"], limit["maxTileCol"]) == (first_column, last_column)
    assert (limit["minTileRow"], limit["maxTileRow"]) == (first_row, last_row)


@pytest.mark.parametrize("name", NAMES)
def test_a_tile_has_the_bytes_of_the_other_address(quarter, name):
    layer, compared = layers[name], 0
    for row in layer.model._default_manager.all()[:3]:
        shape = getattr(row, layer.tile_geometry)
        column, line = tile_over(
            *shape.point_on_surface.coords if shape.geom_type != "MultiLineString" else shape.coords[0][0][:2],
            layer.max_zoom,
        )
        one = raw(f"/ogc/collections/{name}/tiles/{GRID}/{layer.max_zoom}/{line}/{column}")
        other = Client().get(f"/tiles/{name}/{layer.max_zoom}/{column}/{line}.mvt")
        assert (one.status_code, body(one)) == (200, other.content)
        compared += 1
    assert compared or not layer.model._default_manager.exists()


def test_where_nothing_lies_there_is_no_content(quarter):
    answer = raw(f"/ogc/collections/parcels/tiles/{GRID}/16/0/0")
    assert (answer.status_code, body(answer)) == (204, b"")
    assert raw(f"/ogc/tiles/{GRID}/16/0/0").status_code == 204


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/ogc/collections/parcels/tiles/{GRID}/16/65536/0", "tile_outside"),
        (f"/ogc/collections/parcels/tiles/{GRID}/13/0/0", "tile_outside"),
        (f"/ogc/tiles/{GRID}/16/0/65536", "tile_outside"),
        (f"/ogc/tiles/{GRID}/25/0/0", "tile_outside"),
        ("/ogc/tiles/WorldCRS84Quad", "not_found"),
        (f"/ogc/tiles/{GRID}/a/0/0", "not_found"),
        (f"/ogc/tiles/{GRID}/16/-1/0", "not_found"),
        ("/ogc/tileMatrixSets/none", "not_found"),
        ("/ogc/collections/none/tiles", "collection_unknown"),
        ("/ogc/collections/findings/tiles", "collection_unknown"),
        (f"/ogc/collections/findings/tiles/{GRID}/16/0/0", "collection_unknown"),
    ],
)
def test_what_is_not_there_is_said(quarter, path, code):
    assert refusal(path) == (404, code)


def test_a_tile_of_all_layers_holds_each_that_is_drawn_there_with_its_words(quarter, place):
    zoom, row, column = place
    found = layers_in(body(raw(f"/ogc/tiles/{GRID}/{zoom}/{row}/{column}")))
    assert {"parcels", "parcel_labels", "blocks", "districts"} <= found
    assert "findings" not in found
    apart = b"".join(
        Client().get(f"/tiles/{layer.name}/{zoom}/{column}/{row}.mvt").content
        for layer in layers_for(Audience.PUBLIC) if layer.min_zoom <= zoom <= layer.max_zoom
    )  # fmt: skip
    assert body(raw(f"/ogc/tiles/{GRID}/{zoom}/{row}/{column}")) == apart


def test_collections_choose_what_a_tile_holds(quarter, place):
    zoom, row, column = place
    path = f"/ogc/tiles/{GRID}/{zoom}/{row}/{column}"
    assert layers_in(body(raw(path, collections="parcels"))) == {"parcels", "parcel_labels"}
    others = layers_in(body(raw(path, collections="districts,blocks")))
    assert {"districts", "blocks"} <= others <= {"districts", "district_labels", "blocks", "block_labels"}
    assert refusal(path, collections="parcels,none") == (404, "collection_unknown")
    assert refusal(path, collections="findings") == (404, "collection_unknown")
    assert refusal(path, collections="parcels,") == (400, "parameter_invalid")
    assert refusal(path, layers="parcels") == (400, "parameter_unknown")


def test_the_tileset_follows_the_choice(ask):
    told = ask(f"/ogc/tiles/{GRID}", collections="parcels")
    assert [layer["id"] for layer in told["layers"]] == ["parcels", "parcel_labels"]
    assert len(ask(f"/ogc/tiles/{GRID}")["layers"]) == len(layers_for(Audience.PUBLIC))


def test_the_grid_is_that_of_the_standard(ask):
    (listed,) = ask("/ogc/tileMatrixSets")["tileMatrixSets"]
    told = ask(link_of(listed, "self")["href"])
    assert told["uri"] == listed["uri"] == f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{GRID}"
    matrices = told["tileMatrices"]
    assert [each["id"] for each in matrices] == [str(zoom) for zoom in range(25)]
    assert matrices[0]["scaleDenominator"] == pytest.approx(559082264.028717, rel=1e-9)  # 17-083r4, annex D.1
    assert matrices[18]["cellSize"] == pytest.approx(0.597164283559817, rel=1e-9)
    assert matrices[0]["pointOfOrigin"] == pytest.approx([-math.pi * 6378137, math.pi * 6378137])
    assert all(each["matrixWidth"] == 2 ** int(each["id"]) for each in matrices)


def test_a_tile_of_the_staff_is_for_the_staff_of_its_territory(quarter):
    path = f"/ogc/collections/findings/tiles/{GRID}/16/0/0"
    answer = raw(path, quarter.places.west.surveyor)
    assert answer.status_code == 204 and "private" in answer.headers["Cache-Control"]
    assert raw(f"/ogc/tiles/{GRID}/16/0/0", quarter.places.west.surveyor, collections="findings").status_code == 204


def test_anyone_may_keep_a_public_tile_for_seconds(quarter, place):
    zoom, row, column = place
    answer = raw(f"/ogc/collections/parcels/tiles/{GRID}/{zoom}/{row}/{column}")
    assert "public" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_tiles_can_only_be_read(quarter, method):
    assert getattr(Client(), method)("/ogc/tiles").status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/ogc/tiles", f"/ogc/tiles/{GRID}", "/ogc/collections/parcels/tiles", f"/ogc/collections/parcels/tiles/{GRID}",
     "/ogc/tileMatrixSets", f"/ogc/tileMatrixSets/{GRID}"],
)  # fmt: skip
@pytest.mark.parametrize(("language", "side"), [("ar", "rtl"), ("en", "ltr")])
def test_every_resource_is_a_page_in_both_languages(quarter, path, language, side):
    text = body(raw(path, f="html", lang=language)).decode()
    assert f'<html lang="{language}" dir="{side}"' in text and text.count("<h1") == 1
