"""Arabic text comes out letter for letter, or a person is asked; nothing in a text turns it round."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.geo.exchange.reading import land

NAMES = list(land.NAMES)


def names_of(rows) -> list[str]:
    return [row.attributes["name"] for row in rows]


def packed(tmp_path: Path, encoding: str, cpg: str | None = None, **more) -> bytes:
    return land.zipped(land.shapefile(tmp_path, [name.encode(encoding) for name in NAMES], cpg, **more))


@pytest.mark.parametrize("cpg", ["UTF-8", None, "65001"])
def test_utf8_is_seen_without_asking(read: Callable, tmp_path: Path, cpg: str | None):
    facts, rows = read(packed(tmp_path, "utf-8", cpg), "plan.zip")
    assert (names_of(rows), facts.encoding, facts.questions) == (NAMES, "utf-8", [])


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859_6", "cp720"])
@pytest.mark.parametrize("cpg", [None, "UTF-8"])
def test_another_encoding_is_asked_about_with_the_right_one_first(
    read: Callable, tmp_path: Path, encoding: str, cpg: str | None
):
    content = packed(tmp_path, encoding, cpg)
    facts, _rows = read(content, "plan.zip")
    assert facts.questions == ["encoding"]
    assert next(iter(facts.encodings)) == encoding
    assert facts.encodings[encoding] == NAMES
    answered, rows = read(content, "plan.zip", encoding=encoding)
    assert (names_of(rows), answered.questions) == (NAMES, [])


@pytest.mark.parametrize("label", ["1256", "windows-1256", "ANSI 1256", "CP1256"])
def test_an_encoding_that_the_file_names_and_that_fits_is_taken(read: Callable, tmp_path: Path, label: str):
    facts, rows = read(packed(tmp_path, "cp1256", label), "plan.zip")
    assert (names_of(rows), facts.questions) == (NAMES, [])


def test_arabic_saved_as_if_it_were_latin_is_asked_about(read: Callable, tmp_path: Path):
    garbled = [name.encode("cp1256").decode("cp1252").encode() for name in NAMES]
    content = land.zipped(land.shapefile(tmp_path, garbled, "UTF-8"))
    facts, _rows = read(content, "plan.zip")
    assert facts.questions == ["encoding"]
    assert facts.encodings["utf-8+cp1256"] == NAMES
    assert names_of(read(content, "plan.zip", encoding="utf-8+cp1256")[1]) == NAMES


def test_french_is_not_taken_for_arabic(read: Callable, tmp_path: Path):
    facts, rows = read(land.zipped(land.shapefile(tmp_path, ["Allée des Érables".encode()], "UTF-8")), "plan.zip")
    assert (names_of(rows), facts.questions) == (["Allée des Érables"], [])


def test_a_letter_cut_by_the_width_of_its_field_is_left_off_and_noted(read: Callable, tmp_path: Path):
    _facts, rows = read(packed(tmp_path, "utf-8", "UTF-8", width=10), "plan.zip")
    assert [bool(name) and name in full for name, full in zip(names_of(rows), NAMES, strict=True)] == [True] * 4
    assert rows[0].notes == [{"code": "text_cut", "columns": ["name"]}]


def test_a_column_name_cut_inside_a_letter_does_not_break_the_reading(read: Callable, tmp_path: Path):
    facts, rows = read(packed(tmp_path, "utf-8", "UTF-8", column=b"x" + "الاسم".encode()[:9]), "plan.zip")
    assert facts.columns == ["xالاس"]
    assert rows[0].attributes["xالاس"] == NAMES[0]


def test_an_unknown_encoding_is_refused(refused: Callable, tmp_path: Path):
    assert refused(packed(tmp_path, "cp1256"), "plan.zip", encoding="klingon") == "encoding_unknown"


@pytest.mark.parametrize("spoiled", ["missing .dbf", "missing .shx", "length", "count"])
def test_a_shapefile_whose_parts_do_not_fit_is_refused(refused: Callable, tmp_path: Path, spoiled: str):
    parts = land.shapefile(tmp_path)
    if spoiled.startswith("missing"):
        del parts[f"plan{spoiled[-4:]}"]
        assert refused(land.zipped(parts), "plan.zip") == "shapefile_incomplete"
        return
    shp, table = bytearray(parts["plan.shp"]), bytearray(parts["plan.dbf"])
    shp[24:28] = (2**30).to_bytes(4, "big") if spoiled == "length" else shp[24:28]
    table[4:8] = (2**31).to_bytes(4, "little") if spoiled == "count" else table[4:8]
    parts |= {"plan.shp": bytes(shp), "plan.dbf": bytes(table)}
    assert refused(land.zipped(parts), "plan.zip") == "shapefile_counts"


def test_a_record_that_lies_about_its_points_is_refused(refused: Callable, tmp_path: Path):
    parts = land.shapefile(tmp_path)
    shp = bytearray(parts["plan.shp"])
    shp[100 + 8 + 40 : 100 + 8 + 44] = (2**30).to_bytes(4, "little")
    assert refused(land.zipped(parts | {"plan.shp": bytes(shp)}), "plan.zip") in ("unreadable", "shapefile_counts")


def test_a_shapefile_alone_is_refused(refused: Callable, tmp_path: Path):
    assert refused(land.shapefile(tmp_path)["plan.shp"], "plan.shp") == "shapefile_incomplete"


def test_a_shapefile_without_a_system_is_asked_about(read: Callable, tmp_path: Path):
    facts, _rows = read(land.zipped(land.shapefile(tmp_path, crs=None)), "plan.zip")
    assert (facts.crs, facts.questions) == (None, ["crs"])


def test_what_turns_the_writing_round_is_taken_out_and_noted(read: Callable):
    _facts, rows = read(land.geojson(land.SQUARE, properties={"name": "مخطط\u202e321"}), "plan.geojson")
    assert rows[0].attributes["name"] == "مخطط321"
    assert rows[0].notes == [{"code": "text_cleaned", "columns": ["name"]}]


def test_a_nul_byte_is_refused(refused: Callable, tmp_path: Path):
    assert refused(land.geojson(land.SQUARE, properties={"name": "a\x00b"}), "plan.geojson") == "text_nul"
    assert refused(land.zipped(land.shapefile(tmp_path, [b"a\x00b"])), "plan.zip") == "text_nul"
    assert refused(b"key,e,n\n1,2,3\x00\n", "plan.csv") == "text_nul"
