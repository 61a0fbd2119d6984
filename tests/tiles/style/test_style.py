"""The MapLibre style, its sprite, the legend: valid by the published specification, from the same list as the map."""

import io
import json
import os
import subprocess

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from tests.tiles.mvt.conftest import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
FRONTEND = settings.ROOT / "tiles/map/frontend"
VALIDATE = """
import { readFileSync } from "node:fs";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
const found = validateStyleMin(JSON.parse(readFileSync(0, "utf8")));
process.stdout.write(JSON.stringify(found.map(({ message }) => message)));
"""
PUBLIC = layers_for(Audience.PUBLIC)


def faults_of(style):
    """Return what the specification's own validator finds wrong."""
    path = f"{settings.ROOT / '.venv/bin'}:{os.environ['PATH']}"
    run = subprocess.run(
        ["node", "--input-type=module", "-e", VALIDATE], input=json.dumps(style), capture_output=True, text=True,
        cwd=FRONTEND, env=os.environ | {"PATH": path}, check=True,
    )  # fmt: skip
    return json.loads(run.stdout)


@pytest.fixture
def ask(quarter):
    """Return a function that asks an address and returns its JSON."""
    return lambda path, **given: Client().get(path, given).json()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_style_is_valid_by_the_published_specification(ask, language):
    style = ask("/tiles/style.json", lang=language)
    assert style["version"] == 8
    assert faults_of(style) == []


def test_the_validator_finds_a_fault(ask):
    style = ask("/tiles/style.json")
    style["layers"][1]["paint"] = {"fill-color": ["match"]}
    assert faults_of(style)


def test_every_public_layer_is_drawn_from_its_own_tiles_and_no_other_is(ask):
    style = ask("/tiles/style.json")
    assert list(style["sources"]) == [layer.name for layer in PUBLIC]
    assert {part["source"] for part in style["layers"] if "source" in part} == set(style["sources"])
    for name, source in style["sources"].items():
        assert source["tiles"] == [f"http://testserver/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"]
        assert (source["minzoom"], source["maxzoom"]) == (layers[name].min_zoom, min(16, layers[name].max_zoom))
    assert CANARY not in json.dumps(style, ensure_ascii=False) and "findings" not in json.dumps(style)


def test_what_is_off_at_first_on_the_map_is_off_in_the_style(ask):
    for part in ask("/tiles/style.json")["layers"]:
        if "source" in part:
            assert (part["layout"]["visibility"] == "visible") == layers[part["source"]].visible


def test_properties_that_are_asked_for_are_in_the_tiles(ask):
    def asked(value):
        if isinstance(value, list):
            if value[:1] == ["get"]:
                yield value[1]
            for part in value:
                yield from asked(part)
        elif isinstance(value, dict):
            for part in value.values():
                yield from asked(part)

    for part in ask("/tiles/style.json", lang="en")["layers"]:
        if "source" in part:
            assert set(asked(part)) <= set(layers[part["source"]].fields)


def test_words_are_arabic_or_english_with_arabic_for_what_has_no_english_name(ask):
    def words(language):
        parts = {part["id"]: part for part in ask("/tiles/style.json", lang=language)["layers"]}
        return parts["district_labels-words"]["layout"]["text-field"]

    assert words("ar") == ["to-string", ["get", "name"]]
    assert words("en")[0] == "case" and words("en")[-1] == ["to-string", ["get", "name"]]


def test_words_need_no_server_of_glyphs(ask):
    style = ask("/tiles/style.json")
    assert "glyphs" not in style
    fonts = [part["layout"]["text-font"] for part in style["layers"] if "text-font" in part.get("layout", {})]
    assert fonts and all(each[0] == "IBM Plex Sans Arabic" for each in fonts)


def test_every_sign_of_the_style_is_in_both_sprites(ask):
    style = ask("/tiles/style.json")

    def names(value):
        if isinstance(value, str):
            return [value]
        return [each for each in value[3::2]] + [value[-1]]

    wanted = set()
    for part in style["layers"]:
        for shown in (part.get("paint", {}).get("fill-pattern"), part.get("layout", {}).get("icon-image")):
            wanted |= set(names(shown)) if shown else set()
    assert len(wanted) >= 8
    for suffix, ratio in (("", 1), ("@2x", 2)):
        index = ask(f"/tiles/sprite{suffix}.json")
        assert wanted <= set(index)
        answer = Client().get(f"/tiles/sprite{suffix}.png")
        picture = Image.open(io.BytesIO(answer.content))
        for sign in index.values():
            assert sign["pixelRatio"] == ratio
            part = picture.crop((sign["x"], sign["y"], sign["x"] + sign["width"], sign["y"] + sign["height"]))
            assert part.getextrema()[3][1] > 100  # something is drawn
            assert sign["x"] + sign["width"] <= picture.width and sign["y"] + sign["height"] <= picture.height


def test_a_pattern_meets_itself_at_its_sides(ask):
    index = ask("/tiles/sprite@2x.json")
    picture = Image.open(io.BytesIO(Client().get("/tiles/sprite@2x.png").content))
    for name, sign in index.items():
        if name.partition("-")[0] in ("hatch", "back_hatch", "cross"):
            part = picture.crop(
                (sign["x"], sign["y"], sign["x"] + sign["width"], sign["y"] + sign["height"])
            ).getchannel("A")
            first, last = ([part.getpixel((x, y)) for y in range(part.height)] for x in (0, part.width - 1))
            assert max(first) > 60 and max(last) > 60, name


def test_other_sites_may_draw_the_map(quarter):
    answer = Client().get("/tiles/style.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer.headers["Cache-Control"] and "Cookie" in answer.headers["Vary"]


def test_the_legend_is_that_of_the_map(ask):
    told = ask("/tiles/legend.json", lang="en")
    named = [layer for layer in PUBLIC if layer.in_legend]
    assert told["language"] == "en"
    assert [layer["name"] for layer in told["layers"]] == [layer.name for layer in reversed(named)]
    for layer in told["layers"]:
        values = [entry["value"] for entry in layer["entries"]]
        assert values == ([each.value for each in layers[layer["name"]].style.categories] or [None])
    (parcels,) = (layer for layer in told["layers"] if layer["name"] == "parcels")
    assert (
        parcels["entries"][0]["label"] == "Numbered provisionally"
        and parcels["entries"][0]["sign"]["pattern"] == "dots"
    )


@pytest.mark.parametrize(("language", "side"), [("ar", "rtl"), ("en", "ltr")])
def test_the_legend_is_a_page_in_both_languages_with_a_sign_a_row(quarter, language, side):
    text = Client().get("/tiles/legend", {"lang": language}).content.decode()
    assert f'<html lang="{language}" dir="{side}"' in text and text.count("<h1") == 1
    rows = sum(len(layer.style.categories) or 1 for layer in PUBLIC if layer.in_legend)
    assert text.count('class="legend-sign"') == rows


def test_one_description_tells_of_tiles_that_hold_all_layers(ask):
    told = ask("/tiles/all.json")
    assert told["tilejson"] == "3.0.0"
    assert [layer["id"] for layer in told["vector_layers"]] == [layer.name for layer in PUBLIC]
    (template,) = told["tiles"]
    assert Client().get(template.format(z=16, x=0, y=0)).status_code == 204
