"""The one list of layers: what slices declare holds together, and nothing is reached that was not declared."""

import re
from uuid import uuid4

import pytest
from django.contrib.gis.db.models import GeometryField
from django.db.models import UUIDField
from django.db.utils import ProgrammingError
from django.urls import resolve

from geo.layers.layer import Audience, Category, Geometry, Label, Layer, Style
from geo.layers.registry import layers, layers_for, offer
from geo.spatial.crs import TILE_SRID, storage_srid

COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{8})")
DECLARED = tuple(layers)
each_layer = pytest.mark.parametrize("layer", DECLARED, ids=lambda layer: layer.name)
GEOMETRIES = {
    Geometry.POINT: {"PointField", "MultiPointField"},
    Geometry.LINE: {"LineStringField", "MultiLineStringField"},
    Geometry.POLYGON: {"PolygonField", "MultiPolygonField"},
}


def columns(layer):
    return {field.attname: field for field in layer.model._meta.concrete_fields}


def geometry_of(layer, name):
    """Return the geometry column of a layer; a stored computed column has its field inside."""
    column = columns(layer)[name]
    field = getattr(column, "output_field", column)
    assert isinstance(field, GeometryField)
    return field


def test_the_slices_have_declared_their_layers():
    expected = {
        "municipalities",
        "districts",
        "blocks",
        "zoning",
        "masks",
        "streets",
        "buildings",
        "parcels",
        "permits",
        "findings",
    }
    assert expected <= set(layers.names())


def test_a_name_can_be_taken_once():
    before = layers.names()
    with pytest.raises(ValueError, match=r"layer 'parcels' is declared twice"):
        offer(layers["parcels"])
    assert layers.names() == before


@each_layer
def test_every_field_that_a_layer_carries_is_a_column_of_its_model(layer):
    assert set(layer.fields) - set(columns(layer)) == set()
    assert len(set(layer.fields)) == len(layer.fields)


@each_layer
def test_every_field_that_a_style_reads_is_carried_by_the_tile(layer):
    style = layer.style
    label = style.label or Label(field="")
    read = {style.category_field, style.width_field, label.field, label.field_en, label.room_field, layer.key_field}
    assert read - {""} - set(layer.fields) == set()


@each_layer
def test_its_geometries_are_stored_in_the_frames_that_it_says(layer):
    tile = geometry_of(layer, layer.tile_geometry)
    assert tile.srid == TILE_SRID
    assert type(tile).__name__ in GEOMETRIES[layer.geometry]
    assert geometry_of(layer, layer.export_geometry).srid in (storage_srid(), TILE_SRID)


@each_layer
def test_each_zoom_is_cut_from_one_column_that_is_there(layer):
    spans = layer.spans()
    zooms = [zoom for span in spans for zoom in range(span.min_zoom, span.max_zoom + 1)]
    assert zooms == list(range(layer.min_zoom, layer.max_zoom + 1))
    for span in spans:
        for zoom in (span.min_zoom, span.max_zoom):
            assert span.geometry == layer.geometry_at(zoom) == layer.tile_columns(zoom)[0]
            assert set(layer.tile_columns(zoom)) <= set(columns(layer))
        assert geometry_of(layer, span.geometry).srid == TILE_SRID
    assert spans[-1].geometry == layer.tile_geometry
    assert [coarse.max_zoom for coarse in layer.coarse] == sorted({coarse.max_zoom for coarse in layer.coarse})
    assert layer.deepest_tile == min(layer.max_zoom, 16)


def test_outlines_far_out_have_fewer_corners_and_parcels_begin_where_they_can_be_told_apart():
    assert [(span.min_zoom, span.max_zoom, span.geometry) for span in layers["districts"].spans()] == [
        (0, 7, "geom_z7"), (8, 11, "geom_z11"), (12, 16, "geom_3857")
    ]  # fmt: skip
    assert layers["parcels"].tile_columns(14) == ("geom_3857", "clearance_m")
    assert (layers["blocks"].min_zoom, layers["parcels"].min_zoom) == (12, 14)


@each_layer
def test_zooms_are_in_order(layer):
    assert 0 <= layer.min_zoom <= layer.max_zoom <= 24
    if layer.style.label:
        assert layer.style.label.min_zoom < layer.style.label.max_zoom


@each_layer
def test_colours_are_well_formed(layer):
    style = layer.style
    painted = [style.fill, style.stroke]
    painted += [colour for category in style.categories for colour in (category.fill, category.stroke)]
    if style.label:
        painted += [style.label.colour, style.label.halo, style.label.plate]
    assert [colour for colour in painted if colour and not COLOUR.fullmatch(colour)] == []


@each_layer
def test_a_layer_with_categories_says_of_what_and_names_each_once(layer):
    values = [category.value for category in layer.style.categories]
    assert len(values) == len(set(values))
    assert bool(values) == bool(layer.style.category_field)
    assert all(str(category.label) for category in layer.style.categories)


@each_layer
def test_the_legend_has_a_row_for_every_value_that_the_column_may_hold(layer):
    field = columns(layer).get(layer.style.category_field)
    if field is not None and field.choices:
        legend = {category.value for category in layer.style.categories}
        assert legend <= {value for value, _label in field.choices}


@each_layer
def test_what_a_tap_opens_is_a_page_of_the_service(layer):
    for address in filter(None, (layer.card_url, layer.page_url)):
        assert re.findall(r"\{(\w+)\}", address) == [layer.key_field]
        key = layer.model._meta.get_field(layer.key_field)
        sample = str(uuid4()) if isinstance(key, UUIDField) else "5011"
        assert resolve(re.sub(r"\{\w+\}", sample, address).partition("?")[0])
    assert not layer.card_url or layer.key_field


@each_layer
def test_a_layer_follows_one_that_exists_and_not_itself(layer):
    assert not layer.follows or (layer.follows in layers and layer.follows != layer.name)


@pytest.mark.django_db(databases=["default", "tiles"])
@each_layer
def test_the_role_of_the_tiles_may_read_all_that_a_public_layer_declares_and_nothing_of_the_staffs(layer):
    declared = [*layer.fields, layer.tile_geometry, layer.export_geometry]
    rows = layer.model._default_manager.using("tiles").values(*declared)[:1]
    if layer.audience == Audience.PUBLIC:
        assert list(rows) == []
    else:
        with pytest.raises(ProgrammingError, match="permission denied"):
            list(rows)


def planted(name, audience, order):
    model = layers["parcels"].model
    return Layer(
        name=name, title=name, geometry=Geometry.POLYGON, model=model, fields=(), audience=audience, order=order
    )


def test_visitors_see_public_layers_only_and_staff_see_both_in_drawing_order(monkeypatch):
    entries = {
        "top": planted("top", Audience.PUBLIC, 9),
        "inner": planted("inner", Audience.STAFF, 5),
        "bottom": planted("bottom", Audience.PUBLIC, 1),
    }
    monkeypatch.setattr(layers, "_entries", entries)
    assert [layer.name for layer in layers_for(Audience.PUBLIC)] == ["bottom", "top"]
    assert [layer.name for layer in layers_for(Audience.STAFF)] == ["bottom", "inner", "top"]


def test_a_layer_is_what_it_was_declared_to_be():
    style = Style(categories=(Category(value="a", label="A"),))
    with pytest.raises(AttributeError):
        style.fill = "#000000"
    with pytest.raises(AttributeError):
        DECLARED[0].audience = Audience.STAFF
