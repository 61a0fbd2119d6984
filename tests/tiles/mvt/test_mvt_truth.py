"""Random tiles of all zooms against what shapely and pyproj make of the register's own rows."""

import random
from collections.abc import Iterator

import mapbox_vector_tile
import pytest
import shapely
from shapely import affinity
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.layers.layer import Geometry, Layer
from geo.layers.registry import layers
from tests.conftest import FULL
from tests.tiles.mvt import raw
from tests.tiles.mvt.pyramid import BUFFER, EXTENT, HALF, tile_over
from tests.tiles.mvt.town import build_town
from tests.tiles.mvt.truth import LAYERS, Fact, facts
from tiles.mvt.query import cut

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
TILES = 500 if FULL else 100
DEEPEST = 20
REACH = shapely.box(-BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
#: How far a shape may reach beyond a tile when it is not cut.
WHOLE = EXTENT // 2


@pytest.fixture(scope="module")
def town(quarter, django_db_blocker) -> dict[str, list[Fact]]:
    """The quarter with land that is hard to draw; what everyone may know of it, by layer."""
    with django_db_blocker.unblock():
        build_town(quarter.places.west)
        return {name: facts(name) for name in LAYERS}


def addresses(town: dict[str, list[Fact]]) -> Iterator[tuple[Layer, int, int, int]]:
    """Draw tiles by lot: a layer, a zoom that it offers or a deeper one, a place on one of its shapes or beside."""
    dice = random.Random(20_261_122)
    weighted = [*LAYERS, *["parcels"] * len(LAYERS), *["blocks", "buildings"] * 3]
    for _turn in range(TILES):
        layer = layers[dice.choice(weighted)]
        z = dice.randint(layer.min_zoom, DEEPEST)
        x, y = dice.choice(shapely.get_coordinates(dice.choice(town[layer.name]).shape).tolist())
        column, row = tile_over(x, y, z)
        beside = dice.choice([0, 0, 1, -1]) if z else 0
        yield layer, z, max(column + beside, 0), row


def in_units(shape: BaseGeometry, z: int, x: int, y: int) -> BaseGeometry:
    """Return a shape of EPSG:3857 in units of a tile, y downwards; not cut, not rounded."""
    unit = 2 * HALF / 2**z / EXTENT
    moved = affinity.translate(shape, HALF - x * EXTENT * unit, y * EXTENT * unit - HALF)
    return affinity.scale(moved, 1 / unit, -1 / unit, origin=(0, 0))


def test_random_tiles_hold_what_the_register_says(town):
    compared = 0
    for layer, z, x, y in addresses(town):
        body = cut(layer, z, x, y).body
        expected = [(fact, in_units(fact.shape, z, x, y)) for fact in town[layer.name]]
        # PostGIS compares boxes in floats of 32 bits: half a metre.
        slip = EXTENT * 2**z / (2 * HALF)
        near = [pair for pair in expected if shapely.box(*pair[1].bounds).distance(REACH) <= slip]
        features = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}).get(layer.name, {})
        found = [(feature["properties"], shape(feature["geometry"])) for feature in features.get("features", [])]
        check_rings(body, WHOLE + 2 * slip, (layer.name, z, x, y))
        compare(layer, z, found, near, (layer.name, z, x, y))
        compared += len(found)
    assert compared > 10 * TILES


def check_rings(body: bytes, around: float, where: object) -> None:
    """Hold the bytes against the format: winding, no empty ring, nothing outside the tile by more units than told."""
    for feature in raw.read(body):
        corners = [corner for path in feature.paths for corner in path]
        assert all(-around <= axis <= EXTENT + around for corner in corners for axis in corner), where
        if feature.kind == raw.POLYGON:
            areas = [raw.signed_area(ring) for ring in feature.paths]
            assert areas[0] > 0 and all(areas), (where, areas)


def compare(layer, z, found, near, where):
    """Match features and records one to one by what they say and where they are; what is left over cannot be seen."""
    left = list(near)
    # A side of a coarse shape may lie a unit from where it is.
    slack = 2.0 if layer.geometry_at(z) != layer.tile_geometry else 1.0
    for properties, drawn in found:
        assert drawn.is_valid, (where, properties, drawn.wkt)
        fitting = [pair for pair in left if said(pair[0].told) == pytest.approx(properties)]
        fitting = [pair for pair in fitting if ALIKE[layer.geometry](drawn, pair[1], slack)]
        assert fitting, (where, properties, drawn.wkt[:400])
        left.remove(fitting[0])
    for fact, drawn in left:
        assert unseen(layer, drawn, slack), (where, fact.told, drawn.intersection(REACH).wkt[:400])


def said(told: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if value is not None}


def same_surface(drawn: BaseGeometry, wanted: BaseGeometry, slack: float) -> bool:
    part, other = drawn.intersection(REACH), wanted.intersection(REACH)
    return part.symmetric_difference(other).area <= slack * (other.length + 4)


def same_line(drawn: BaseGeometry, wanted: BaseGeometry, slack: float) -> bool:
    return drawn.intersection(REACH).hausdorff_distance(wanted.intersection(REACH)) <= 1 + slack


def on_its_surface(drawn: BaseGeometry, wanted: BaseGeometry, slack: float) -> bool:
    return drawn.distance(wanted) <= slack


ALIKE = {Geometry.POLYGON: same_surface, Geometry.LINE: same_line, Geometry.POINT: on_its_surface}


def unseen(layer: Layer, drawn: BaseGeometry, slack: float) -> bool:
    """Say whether nothing of a shape had to be drawn: narrower than the grid, or a label that may stand elsewhere."""
    if layer.geometry == Geometry.POINT:
        return not shapely.box(0, 0, EXTENT, EXTENT).contains(drawn)
    part = drawn.intersection(REACH)
    return part.buffer(-slack).is_empty if layer.geometry == Geometry.POLYGON else part.length <= 2


def test_corners_inside_a_tile_are_rounded_to_the_nearest_unit(town):
    """ST_AsMVT cuts decimals off, and the quick way counts on it: did it round, corners would be off."""
    z, held = 17, {fact.told["code"]: fact.shape for fact in town["parcels"]}
    places = {tile_over(*shape.centroid.coords[0], z) for shape in held.values()}
    rounded = 0
    for x, y in sorted(places):
        tile = mapbox_vector_tile.decode(cut(layers["parcels"], z, x, y).body, default_options={"y_coord_down": True})
        for feature in tile["parcels"]["features"]:
            drawn = shapely.get_coordinates(shape(feature["geometry"]))
            exact = shapely.get_coordinates(in_units(held[feature["properties"]["code"]], z, x, y))
            if len(drawn) == len(exact) and exact.min() > 0 and exact.max() < EXTENT:
                off = abs(drawn[:, None, :] - exact[None, :, :]).max(axis=2).min(axis=1)
                assert off.max() <= 0.5 + 1e-6, feature["properties"]
                rounded += 1
    assert rounded > 40


def test_the_quick_way_and_the_careful_one_are_both_taken(town):
    """The town has land that is moved only and land that is mended, else the comparison above says little."""
    from parcels.register.models import PublishedParcel

    clear = list(PublishedParcel.objects.values_list("clearance_m", flat=True))
    unit = 2 * HALF / 2**14 / EXTENT
    assert sum(1 for metres in clear if metres > 2 * unit) > 40
    assert sum(1 for metres in clear if metres < unit) > 40
