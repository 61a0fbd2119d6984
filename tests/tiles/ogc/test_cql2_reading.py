"""CQL2 text and its one form behind it: precedence, escapes, letters, limits; no database."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tiles.ogc.cql2.limits import DEEPEST, LONGEST
from tiles.ogc.cql2.text import read_text
from tiles.ogc.errors import FilterRefused, FilterTooLarge, FilterUnreadable, FilterUnsupported

A, B, C = ({"op": "=", "args": [{"property": name}, 1]} for name in "abc")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a=1", A),
        ("a=1 OR b=1 AND c=1", {"op": "or", "args": [A, {"op": "and", "args": [B, C]}]}),
        ("(a=1 OR b=1) AND c=1", {"op": "and", "args": [{"op": "or", "args": [A, B]}, C]}),
        ("a=1 and b=1 And c=1", {"op": "and", "args": [A, B, C]}),
        ("NOT a=1 AND b=1", {"op": "and", "args": [{"op": "not", "args": [A]}, B]}),
        ("NOT (a=1 AND b=1)", {"op": "not", "args": [{"op": "and", "args": [A, B]}]}),
        ("NOT NOT a=1", {"op": "not", "args": [{"op": "not", "args": [A]}]}),
        ("x = 'it''s'", {"op": "=", "args": [{"property": "x"}, "it's"]}),
        (r"x = 'it\'s'", {"op": "=", "args": [{"property": "x"}, "it's"]}),
        ("x = ''", {"op": "=", "args": [{"property": "x"}, ""]}),
        ("x LIKE 'a\\%b%'", {"op": "like", "args": [{"property": "x"}, "a\\%b%"]}),
        ("الحالة = 'نافذة'", {"op": "=", "args": [{"property": "الحالة"}, "نافذة"]}),
        ('"a ""b""" <> -1.5e3', {"op": "<>", "args": [{"property": 'a "b"'}, -1500.0]}),
        ("x IS NOT NULL", {"op": "not", "args": [{"op": "isNull", "args": [{"property": "x"}]}]}),
        ("x BETWEEN -1 AND 2 AND a=1",
         {"op": "and", "args": [{"op": "between", "args": [{"property": "x"}, -1, 2]}, A]}),
        ("x NOT IN ('a', 'b')", {"op": "not", "args": [{"op": "in", "args": [{"property": "x"}, ["a", "b"]]}]}),
        ("CASEI(x) = casei('X')", {"op": "=", "args": [{"op": "casei", "args": [{"property": "x"}]},
                                                       {"op": "casei", "args": ["X"]}]}),
        ("x > DATE('2026-01-31')", {"op": ">", "args": [{"property": "x"}, {"date": "2026-01-31"}]}),
        ("x = true", {"op": "=", "args": [{"property": "x"}, True]}),
        ("S_INTERSECTS(geometry, POINT(-1 2.5))",
         {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [-1, 2.5]}]}),
        ("S_WITHIN(geometry, BBOX(1, 2, 3, 4))", {"op": "s_within", "args": [{"property": "geometry"},
                                                                            {"bbox": [1, 2, 3, 4]}]}),
        ("S_TOUCHES(geometry, MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)),((5 5, 6 5, 6 6, 5 5))))",
         {"op": "s_touches", "args": [{"property": "geometry"}, {"type": "MultiPolygon", "coordinates": [
             [[[0, 0], [1, 0], [1, 1], [0, 0]]], [[[5, 5], [6, 5], [6, 6], [5, 5]]]]}]}),
        ("S_EQUALS(geometry, MULTIPOINT((0 0), (1 1)))",
         {"op": "s_equals", "args": [{"property": "geometry"},
                                     {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}]}),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4)))",
         {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "GeometryCollection", "geometries": [
             {"type": "Point", "coordinates": [1, 2]}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}]}]}),
    ],
)  # fmt: skip
def test_text_is_read_as_the_standard_means_it(text, told):
    assert read_text(text) == told


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1), ("a=", 3), ("a=1 b", 5), ("a=1 AND", 8), ("(a=1", 5), ("a=1)", 4), ("a = 'x", 5), ("a ; b", 3),
        ("a NOT = 1", 7), ("a IN ()", 7), ("a IS 1", 6), ("S_INTERSECTS(a, POINT(1))", 24), ("a=1; DROP TABLE x", 4),
        ("a BETWEEN 1 OR 2", 13), ("POINT(1 2", 10), ('"a', 1),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_its_place(text, at):
    with translation.override("en"), pytest.raises(FilterUnreadable, match=f"character {at}\\."):
        read_text(text)


@pytest.mark.parametrize("text", ["a + 1 = 2", "a = 2 * b", "a = b % 2", "a ^ 2 = 4", "a - 1 = 0"])
def test_calculation_is_not_offered(text):
    with pytest.raises(FilterUnsupported):
        read_text(text)


@pytest.mark.parametrize(
    "bomb",
    [
        "(" * 5000, "(" * (DEEPEST + 1) + "a=1" + ")" * (DEEPEST + 1), "NOT " * 5000 + "a=1", "f(" * 3000,
        "GEOMETRYCOLLECTION(" * 900, "a=1 OR " * 10_000, "'" * (LONGEST + 1), "((((" * 4999,
        "GEOMETRYCOLLECTION(POINT(1 2)," * 600,
    ],
)  # fmt: skip
def test_bombs_are_refused_and_not_followed(bomb):
    with pytest.raises(FilterTooLarge):
        read_text(bomb)


def test_what_is_allowed_in_depth_is_read():
    assert read_text("(" * DEEPEST + "a=1" + ")" * DEEPEST) == A


@given(st.text(alphabet="ab1 '\"()=<>.,-\\AND OR NOT LIKE IN POINT BBOX S_INTERSECTS ق", max_size=120))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        read_text(text)
    except FilterRefused as refused:
        assert str(refused)


@given(st.text(max_size=60))
def test_a_text_comes_back_as_it_was_written(text):
    quoted = text.replace("'", "''")
    if "\\" not in text:
        assert read_text(f"x = '{quoted}'")["args"][1] == text
