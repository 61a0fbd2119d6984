"""The ground never says what stands on it: `geo` knows neither the register's nor the procedures' words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, at, files, parsed

FORBIDDEN = {"parcel", "parcels", "permit", "permits", "قطعة", "رخصة"}
#: A word of a text or of a name: snake_case, CamelCase and kebab-case are several words.
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u0621-\u064a]+")
#: Names applications by their dotted strings: the composition root and its settings.
COMPOSITION = {ROOT / "geo" / "urls.py"}
TEXTS = (".html", ".sql", ".js", ".css", ".svg", ".txt", ".csv")


def forbidden_in(text: str) -> set[str]:
    """Return the forbidden words of a text."""
    return {word.lower() for word in WORD.findall(text)} & FORBIDDEN


def python_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every name and every string of Python code with its line; a docstring is a string."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        for field, value in ast.iter_fields(node):
            if isinstance(value, str) and field != "type_comment":
                yield line, value
            elif isinstance(value, list):
                yield from ((line, item) for item in value if isinstance(item, str))


def of_geo(*suffixes: str) -> list[Path]:
    """Return the files of `geo` that are held to its vocabulary."""
    outside = {"settings", "locale", "migrations"}
    found = (path for path in files("geo", suffixes=suffixes) if path not in COMPOSITION)
    return [path for path in found if not outside.intersection(path.relative_to(ROOT).parts)]


def test_no_name_and_no_string_of_geo_says_what_stands_on_the_ground():
    said = [
        f"{at(path, line)}: {word}"
        for path in of_geo(".py")
        for line, text in python_words(parsed(path))
        for word in forbidden_in(text)
    ]
    assert said == []


def test_no_template_sql_script_or_style_of_geo_says_it():
    said = [
        f"{at(path, number)}: {word}"
        for path in of_geo(*TEXTS)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for word in forbidden_in(line)
    ]
    assert said == []


def test_no_file_of_geo_is_named_so():
    assert [at(path) for path in of_geo(".py", *TEXTS) if forbidden_in(path.relative_to(ROOT).as_posix())] == []


@pytest.mark.parametrize(
    "planted",
    [
        "def parcel_of(x): pass", "class ParcelView: pass", "import parcels.register", "from permits import cases",
        '"""The permits of a place."""', "x = f'{y} permit'", "call(parcel=1)", "a.parcel", "x: 'قطعة'",
        "global parcel", "def f(*, permit): pass", "HTTPPermit = 1",
    ],
)  # fmt: skip
def test_the_check_sees_the_word_wherever_it_is_planted(planted: str):
    assert any(forbidden_in(text) for _line, text in python_words(ast.parse(planted)))


@pytest.mark.parametrize("innocent", ["permitted", "permission", "parceled", "القطعةُ", "imparcel", "رخصته"])
def test_the_check_leaves_other_words_alone(innocent: str):
    assert forbidden_in(innocent) == set()


def test_the_check_reads_the_whole_of_geo():
    assert len(of_geo(".py")) > 100
    assert {path.suffix for path in of_geo(*TEXTS)} >= {".html", ".sql", ".js", ".css"}
