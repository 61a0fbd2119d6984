"""What a tile holds, against the same ground computed by shapely."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import mapbox_vector_tile
import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from tests.tiles.mvt.pyramid import BUFFER, EXTENT, in_tile, signed_area, tile_over

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
NAMES = [layer.name for layer in layers_for(Audience.PUBLIC)]
#: Surfaces that stick out of a tile by less than half of one are not cut: clients cut them.
REACH = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
KINDS = {"polygon": {"Polygon", "MultiPolygon"}, "line": {"LineString", "MultiLineString"}, "point": {"Point"}}


def fetch(layer, z, x, y, **headers):
    return Client().get(f"/tiles/{layer}/{z}/{x}/{y}.mvt", headers=headers)


def decoded(body, name):
    """Return the features of a tile with y as it stands in the tile: downwards."""
    tile = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    return tile.get(name, {"features": []})["features"]


def rows_of(layer):
    """Return each published row of a layer with its geometry in EPSG:3857."""
    found = layer.model._default_manager.all()
    return [(row, shapely.from_wkb(bytes(getattr(row, layer.tile_geometry).wkb))) for row in found]


def attributes(layer, row):
    """Return what a tile should say of a row: dates as text, decimals as numbers, nothing where there is nothing."""
    told = {}
    for name in layer.fields:
        value = getattr(row, name)
        if isinstance(value, date | datetime):
            value = value.isoformat()
        told[name] = float(value) if isinstance(value, Decimal) else str(value) if isinstance(value, UUID) else value
    return {name: value for name, value in told.items() if value is not None}


def tiles_of(layer, z):
    """Return the addresses of the tiles of a zoom that the layer's rows touch."""
    wanted = set()
    for _row, geometry in rows_of(layer):
        west, south, east, north = geometry.bounds
        (x0, y0), (x1, y1) = tile_over(west, north, z), tile_over(east, south, z)
        wanted |= {(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)}
    assert wanted
    return sorted(wanted)[:6]


@pytest.mark.parametrize("name", NAMES)
def test_every_layer_answers_with_its_rows_at_its_least_and_greatest_zoom(quarter, name):
    layer = layers[name]
    for z in {layer.min_zoom, layer.max_zoom}:
        seen = 0
        for x, y in tiles_of(layer, z):
            answer = fetch(name, z, x, y)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
            seen += len(decoded(answer.content, name))
        assert seen or z < 4  # from very far a town is smaller than a unit of the grid


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("deeper", [0, 1])
def test_tiles_hold_the_features_attributes_and_areas_that_shapely_finds(quarter, name, deeper):
    layer = layers[name]
    z = min(max(layer.min_zoom, 14) + 3 * deeper, layer.max_zoom)
    rows = rows_of(layer)
    for x, y in tiles_of(layer, z):
        features = decoded(fetch(name, z, x, y).content, name)
        expected = [(attributes(layer, row), in_tile(geometry, z, x, y)) for row, geometry in rows]
        compare(layer, features, [(told, part) for told, part in expected if not part.is_empty])


def compare(layer, features, expected):
    """Match features and expectations one to one by attributes and place; then compare their shapes."""
    left = list(expected)
    for feature in features:
        geometry = shape(feature["geometry"])
        assert geometry.geom_type in KINDS[layer.geometry], feature
        fitting = [pair for pair in left if pair[0] == pytest.approx(feature["properties"]) and near(geometry, pair[1])]
        assert fitting, (feature["properties"], geometry.wkt, [told for told, _part in left])
        left.remove(fitting[0])
    # What is left out is smaller than the grid: nothing that could be seen.
    assert all(part.area <= 1 and part.length <= 4 for _told, part in left), left


def near(found, wanted):
    """Say whether two shapes are one within the rounding to whole units: each corner may move by most of a unit."""
    if wanted.area:
        found = found.intersection(REACH)
        slack = wanted.length * 1.0 + 2
        return abs(found.area - wanted.area) <= slack and found.symmetric_difference(wanted).area <= slack
    return found.hausdorff_distance(wanted) <= 2


@pytest.mark.parametrize("name", [layer.name for layer in layers if layer.geometry == "polygon"])
@pytest.mark.parametrize("deeper", [0, 2])
def test_rings_are_wound_as_the_format_wants_them(quarter, name, deeper):
    layer = layers[name]
    z = min(max(layer.min_zoom, 14) + deeper, layer.max_zoom)
    rings = 0
    for x, y in tiles_of(layer, z):
        for feature in decoded(fetch(name, z, x, y).content, name):
            kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
            for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
                areas = [signed_area(ring) for ring in polygon]
                assert areas[0] > 0
                assert all(area < 0 for area in areas[1:])
                rings += len(areas)
    assert rings


def test_a_courtyard_is_a_hole_in_the_tile(quarter):
    layer = layers["parcels"]
    (geometry,) = [geometry for row, geometry in rows_of(layer) if row.code == quarter.courtyard]
    z = 18
    x, y = tile_over(geometry.centroid.x, geometry.centroid.y, z)
    (feature,) = [
        f for f in decoded(fetch("parcels", z, x, y).content, "parcels") if f["properties"]["code"] == quarter.courtyard
    ]
    assert len(feature["geometry"]["coordinates"]) == 2


def test_coordinates_stay_near_the_tile(quarter):
    for name in ("parcels", "blocks", "districts", "streets", "zoning"):
        layer = layers[name]
        beyond = EXTENT // 2 if layer.clearance else BUFFER
        z = min(16, layer.max_zoom)
        for x, y in tiles_of(layer, z):
            for feature in decoded(fetch(name, z, x, y).content, name):
                west, north, east, south = shape(feature["geometry"]).bounds
                assert min(west, north) >= -beyond
                assert max(east, south) <= EXTENT + beyond


def test_a_parcel_on_the_edge_of_two_tiles_is_in_both(quarter):
    layer = layers["parcels"]
    z = 18
    for _row, geometry in rows_of(layer):
        west, south, east, _north = geometry.bounds
        columns = {tile_over(west, south, z)[0], tile_over(east, south, z)[0]}
        if len(columns) == 2:
            break
    else:
        pytest.fail("the quarter must cross the edge of a tile")
    row = tile_over(west, south, z)[1]
    codes = [
        {f["properties"]["code"] for f in decoded(fetch("parcels", z, x, row).content, "parcels")} for x in columns
    ]
    assert codes[0] & codes[1]


def test_the_register_and_the_grid_of_tiles_agree_on_the_ground(quarter):
    """The stored EPSG:3857 form against pyproj's own way from the storage CRS, within the datums' 0.3 m."""
    from pyproj import Transformer

    to_mercator = Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True)
    for row, geometry in rows_of(layers["parcels"]):
        x, y = to_mercator.transform(*row.geom.centroid.coords)
        assert shapely.Point(x, y).distance(geometry.centroid) < 0.5


def test_a_house_that_was_pulled_down_is_not_on_the_map(quarter):
    layer = layers["buildings"]
    ((x, y), *_rest) = tiles_of(layer, 16)
    assert len(decoded(fetch("buildings", 16, x, y).content, "buildings")) == 1


def test_a_tile_of_the_sea_is_empty_and_answers(quarter):
    answer = fetch("parcels", 16, 0, 0)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"]


def test_the_permit_is_a_point_with_its_public_facts(quarter):
    layer = layers["permits"]
    drawn = [each for x, y in tiles_of(layer, 16) for each in decoded(fetch("permits", 16, x, y).content, "permits")]
    feature = next(each for each in drawn if each["properties"]["number"] == quarter.permit)
    assert feature["properties"]["kind"] == "fencing"
    assert set(feature["properties"]) == set(layer.fields)
