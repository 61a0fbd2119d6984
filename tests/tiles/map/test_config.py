"""What the map element is told."""

import json
import re
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation
from pytest_django import Settings

from geo.layers.layer import Audience, Geometry
from geo.layers.registry import layers, layers_for
from tiles.map.config import KINGDOM, grid_config, home_extent, map_config, to_degrees
from tiles.map.strings import SENTENCES
from tiles.mvt.tilejson import tile_template

SOURCE = Path(__file__).resolve().parents[3] / "tiles/map/frontend/src"
#: The workbench says its page's own sentences (tests/permits/numbering_runs).
SCRIPTS = [path for path in sorted(SOURCE.rglob("*.js")) if "workbench" not in path.parts]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)


def test_every_sentence_that_the_element_asks_for_is_given() -> None:
    asked = set(re.findall(r'\bt\("([\w.]+)"', CODE))
    asked |= set(re.findall(r'"((?:locate|share|card|search|tiles)\.[a-z]+)"', CODE))
    assert asked - SENTENCES.keys() == set()


def test_no_sentence_is_given_that_the_element_never_says() -> None:
    assert [key for key in SENTENCES if f'"{key}"' not in CODE] == []


def test_the_element_holds_no_sentence_of_its_own() -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", CODE)
    spelling = (SOURCE / "normalise.js").read_text(encoding="utf-8")
    arabic = re.findall(r'"[^"\n]*[\u0620-\u064a]{2,}[^"\n]*"', code)
    assert [words for words in arabic if words not in spelling and words != '"قطعة ٠0A"'] == []


def test_tiles_are_asked_for_where_the_tile_slice_answers() -> None:
    assert tile_template("streets") == "/tiles/streets/{z}/{x}/{y}.mvt"


def test_the_grid_is_the_storage_crs() -> None:
    grid = grid_config()
    assert "+proj=utm +zone=39" in grid["proj4"]
    assert grid["title"] == "EPSG:9359"


def test_a_box_of_mercator_metres_becomes_degrees_longitude_first() -> None:
    west, south, east, north = to_degrees((5565974.54, 3065000.0, 5567974.54, 3067000.0))
    assert (west, east) == pytest.approx((50.0, 50.017966), abs=1e-5)
    assert 26.5 < south < north < 26.6


@pytest.mark.django_db(databases=["default", "tiles"])
def test_without_land_the_first_view_is_the_kingdom(settings: Settings) -> None:
    settings.MAP_HOME_EXTENT = None
    assert home_extent(layers_for(Audience.PUBLIC)) is None
    assert map_config(Audience.PUBLIC)["extent"] == KINGDOM


@pytest.mark.django_db(databases=["default", "tiles"])
def test_a_deployment_may_fix_its_first_view(settings: Settings) -> None:
    settings.MAP_HOME_EXTENT = (49.9, 26.5, 50.1, 26.6)
    assert map_config(Audience.PUBLIC)["extent"] == (49.9, 26.5, 50.1, 26.6)


def test_without_a_layer_that_opens_there_is_no_first_view() -> None:
    assert home_extent(tuple(layer for layer in layers if layer.geometry != Geometry.POLYGON)) is None


@pytest.mark.django_db(databases=["default", "tiles"])
def test_the_configuration_is_json_in_the_language_of_the_reader() -> None:
    told = {}
    for language in ("ar", "en"):
        with translation.override(language):
            told[language] = json.loads(json.dumps(map_config(Audience.PUBLIC), cls=DjangoJSONEncoder))
    assert told["ar"]["lang"] == "ar"
    assert told["en"]["strings"]["retry"] == "Try again"
    assert [layer["name"] for layer in told["en"]["layers"]] == [layer.name for layer in layers_for(Audience.PUBLIC)]


def test_every_offered_layer_can_be_drawn() -> None:
    """What the element would refuse at run time is refused here: a card needs a key, a leader must exist."""
    for layer in layers:
        assert not layer.card_url or layer.key_field, layer.name
        assert set(re.findall(r"{(\w+)}", layer.card_url)) <= {layer.key_field}, layer.name
        assert not layer.key_field or layer.key_field in layer.fields, layer.name
        assert not layer.follows or layer.follows in layers, layer.name
