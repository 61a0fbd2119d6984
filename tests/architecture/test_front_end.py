"""Pages and styles: direction is never hard-coded, nothing lies on another host, nothing is loaded in vain."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.backends.django import get_installed_libraries
from django.utils.module_loading import import_string

from tests.architecture.tree import PACKAGES, at, files

PRINTED_MAP = "geo/printing/templates/printing/map.html"
#: Attributes that place things by side or by hand, each with the reason.
PLACED_BY_HAND = {
    PRINTED_MAP: "millimetres on paper, computed for each sheet; a map is not mirrored; never sent to a browser"
}
PHYSICAL_CSS = {
    "geo/printing/templates/printing/print.css": {"right": "the scale bar on the printed map, which is not mirrored"}
}
STYLE = re.compile(r"\sstyle\s*=")
SIDE = re.compile(r"(?<![\w-])(?:left|right)(?![\w-])")
HOST = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
#: Not a host: the name of a vocabulary, never fetched.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")
COMMENT = re.compile(r"/\*.*?\*/|\{#.*?#\}", re.DOTALL)
#: A property or a value that names a side of the page.
PHYSICAL = re.compile(
    r"(?P<property>(?:[a-z]+-)*(?:left|right)(?:-[a-z]+)*)\s*:|(?:text-align|float|clear)\s*:\s*(?P<value>left|right)\b"
)
LOAD = re.compile(r"\{%\s*load\s+([^%]+?)\s*%\}")


def templates() -> list[Path]:
    return list(files(*PACKAGES, suffixes=(".html",)))


def said(path: Path) -> str:
    """Return a file without its comments and the names of vocabularies."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    for name in NAMESPACES:
        text = text.replace(name, "")
    return text


def test_no_template_places_anything_by_hand():
    styled = {at(path) for path in templates() if STYLE.search(said(path))}
    assert styled == set(PLACED_BY_HAND)


def test_no_template_names_a_side():
    attributes = re.compile(r"<[^>]*>")
    sided = [at(path) for path in templates() for tag in attributes.findall(said(path)) if SIDE.search(tag)]
    assert sided == []


def test_no_script_stands_in_a_page():
    inline = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\son[a-z]+=\"|javascript:")
    assert [at(path) for path in templates() if inline.search(said(path))] == []


def test_no_template_style_or_picture_names_another_host():
    written = files(*PACKAGES, suffixes=(".html", ".css", ".svg"))
    assert {at(path): found for path in written if (found := HOST.findall(said(path)))} == {}


def test_no_script_of_ours_names_another_host():
    scripts = [path for path in files(*PACKAGES, suffixes=(".js", ".mjs")) if "test" not in path.parts]
    assert {at(path): found for path in scripts if (found := HOST.findall(said(path)))} == {}
    assert len(scripts) > 20


def words_of(library: str) -> set[str]:
    """Return the tags and filters that a template library offers."""
    module = get_installed_libraries()[library]
    register = import_string(f"{module}.register")
    return {*register.tags, *register.filters}


def loaded_in_vain(text: str) -> list[str]:
    """Return the libraries that a template loads and does not use."""
    used = set(re.findall(r"\{%\s*(\w+)|\|\s*(\w+)", text))
    words = {word for pair in used for word in pair}
    libraries = [name for names in LOAD.findall(text) for name in names.split()]
    return [name for name in libraries if not words_of(name) & words]


def test_every_library_that_a_template_loads_is_used():
    text_of = {at(path): path.read_text(encoding="utf-8") for path in templates()}
    vain = {place: loaded_in_vain(text) for place, text in text_of.items()}
    assert {place: names for place, names in vain.items() if names} == {}


def test_the_check_of_loads_sees_one_in_vain():
    assert loaded_in_vain('{% load i18n static numbers %}{% translate "x" %}{{ n|code }}') == ["static"]


def test_every_template_compiles():
    engine = engines["django"]
    for path in templates():
        engine.from_string(path.read_text(encoding="utf-8"))


def physical_in(text: str) -> list[str]:
    """Return the properties by which a style sheet names a side of the page."""
    return [found["property"] or found["value"] for found in PHYSICAL.finditer(COMMENT.sub("", text))]


def test_styles_say_start_and_end_not_left_and_right():
    sheets = {at(path): physical_in(path.read_text("utf-8")) for path in files(*PACKAGES, suffixes=(".css",))}
    assert len(sheets) > 8
    assert {place: found for place, found in sheets.items() if found} == {
        place: list(allowed) for place, allowed in PHYSICAL_CSS.items()
    }


@pytest.mark.parametrize(
    "planted",
    [
        "a{margin-left:1px}", "a{ padding-right : 0 }", "a{left:0}", "a{border-top-left-radius:2px}",
        "a{text-align:right}", "a{float: left}", "a{scroll-margin-left:1px}", "a{border-right-width:0}",
    ],
)  # fmt: skip
def test_the_check_of_styles_sees_a_side(planted: str):
    assert physical_in(planted)


@pytest.mark.parametrize(
    "innocent",
    ["a{margin-inline-start:1px}", "a{text-align:start}", "/* left: */", "a{color:red}", ".copyright{top:0}"],
)
def test_the_check_of_styles_leaves_the_rest_alone(innocent: str):
    assert physical_in(innocent) == []


def naked_in(text: str) -> list[str]:
    """Return the codes and numbers that a template shows without isolating them; a title holds no markup."""
    shown = re.sub(r"\{% block title %\}.*?\{% endblock %\}|<bdi[^>]*>.*?</bdi>|<[^>]*>|\{%[^%]*%\}", "", text)
    return re.findall(r"\{\{\s*(?!form\.)((?:\w+\.)*(?:code|number|reference|sha256))\s*\}\}", shown)


def test_a_code_or_number_is_isolated_in_its_line():
    # Inside a line of Arabic its parts would change places: <bdi> or a filter of `numbers` keeps them.
    found = {at(path): naked_in(said(path)) for path in templates()}
    assert {place: names for place, names in found.items() if names} == {}


def test_the_check_of_isolation_sees_a_naked_one():
    assert naked_in("<p>{{ case.reference }} <bdi>{{ a.code }}</bdi> {{ b.number|code }} {{ number }}</p>") == [
        "case.reference", "number",
    ]  # fmt: skip
