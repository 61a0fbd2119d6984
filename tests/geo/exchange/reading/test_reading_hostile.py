"""What must not be read is refused by its code, the process that reads lives on, and nothing outside is touched."""

import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from geo.exchange.reading.limits import Limits
from tests.geo.exchange.reading import land

VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>%s</SrcDataSource>'
    b"<SrcLayer>x</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
)
LAUGHS = b'<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
KML = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>%s</name></Placemark></Document></kml>'
GML = b'<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml">%s</gml:FeatureCollection>'


def test_a_vrt_is_refused_by_its_name_and_in_disguise(refused: Callable[..., str], tmp_path: Path):
    secret = tmp_path / "secret.csv"
    secret.write_text("x,y\n1,2\n")
    content = VRT % str(secret).encode()
    assert refused(content, "plan.vrt") == "type_unknown"
    assert refused(content, "plan.geojson") == "content_mismatch"
    assert refused(content, "plan.kml") == "content_mismatch"
    assert refused(b"<?xml version='1.0'?><!-- x -->" + content, "plan.gml") == "content_mismatch"
    assert refused(VRT % b"/vsicurl/http://127.0.0.1:9/x", "plan.vrt") == "type_unknown"


def test_a_vrt_named_shp_in_an_archive_is_refused(refused: Callable[..., str], tmp_path: Path):
    parts = land.shapefile(tmp_path) | {"plan.shp": VRT % b"/etc/passwd"}
    assert refused(land.zipped(parts), "plan.zip") == "content_mismatch"


@pytest.mark.parametrize(
    "content", [LAUGHS + KML % b"&b;", b"\n<!doctype kml SYSTEM 'file:///etc/passwd'>" + KML % b"x"]
)
def test_a_document_type_is_refused_in_kml(refused: Callable[..., str], content: bytes):
    assert refused(content, "plan.kml") == "dtd"


def test_a_document_type_is_refused_in_gml(refused: Callable[..., str]):
    external = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
    assert refused(external + GML % b"&y;", "plan.gml") == "dtd"
    assert refused(LAUGHS.replace(b"kml", b"x") + GML % b"&b;", "plan.gml") == "dtd"


def test_a_document_type_far_behind_the_first_bytes_is_seen(refused: Callable[..., str]):
    late = (KML % b"x").replace(b"<Document>", b"<!--" + b" " * 9000 + b"--><Document>")
    assert refused(late.replace(b"</kml>", b"</kml><!DOCTYPE x []>"), "plan.kml") == "dtd"


def test_xml_in_an_encoding_that_hides_its_signs_is_refused(refused: Callable[..., str]):
    assert refused(b'<?xml version="1.0" encoding="UTF-7"?>' + KML % b"x", "plan.kml") == "xml_encoding"
    assert refused(KML.decode().encode("utf-16"), "plan.kml") == "content_mismatch"


def test_a_remote_schema_is_never_asked_for(read: Callable, remote: list[object]):
    address = f"http://127.0.0.1:{remote[0]}/schema.xsd".encode()
    member = (
        b'<gml:featureMember><plot xmlns="x"><number>7</number><gml:polygonProperty><gml:Polygon srsName="EPSG:9359">'
        b"<gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0 20,0 20,20 0,0</gml:coordinates></gml:LinearRing>"
        b"</gml:outerBoundaryIs></gml:Polygon></gml:polygonProperty></plot></gml:featureMember>"
    )
    content = (GML % member).replace(
        b" xmlns:gml",
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x ' + address + b'" xmlns:gml',
        1,
    )
    facts, rows = read(content, "plan.gml")
    assert (facts.rows, str(rows[0].attributes["number"])) == (1, "7")
    assert remote[1:] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("../plan.shp", "archive_path"), ("/etc/plan.shp", "archive_path"), ("a/../../plan.shp", "archive_path"),
     ("..\\plan.shp", "archive_path"), ("C:\\plan.shp", "archive_path"), ("inner.zip", "archive_nested")],
)  # fmt: skip
def test_an_archive_with_a_path_or_an_archive_in_it_is_refused(refused: Callable[..., str], name: str, code: str):
    assert refused(land.zipped({name: b"x"}), "plan.zip") == code


def test_an_archive_in_an_archive_is_seen_by_its_bytes(refused: Callable[..., str], tmp_path: Path):
    parts = land.shapefile(tmp_path) | {"notes.txt": land.zipped({"a": b"x"})}
    assert refused(land.zipped(parts), "plan.zip") == "archive_nested"


def test_an_archive_that_unfolds_too_much_is_refused(refused: Callable[..., str]):
    assert refused(land.zipped({"plan.geojson": b"\x00" * 600_000_000}), "plan.zip") == "archive_size"


def test_an_archive_of_too_many_members_is_refused(refused: Callable[..., str]):
    assert refused(land.zipped({f"{i}.txt": b"" for i in range(20_000)}), "plan.zip") == "archive_count"


def test_a_link_in_an_archive_is_refused(refused: Callable[..., str]):
    link = zipfile.ZipInfo("plan.shp")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert refused(land.zipped({link: b"/etc/passwd"}), "plan.zip") == "archive_link"


def test_an_encrypted_member_is_refused(refused: Callable[..., str]):
    content = bytearray(land.zipped({"plan.geojson": b"{}"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    assert refused(bytes(content), "plan.zip") == "archive_encrypted"


def test_two_layers_in_an_archive_are_refused(refused: Callable[..., str], tmp_path: Path):
    parts = land.shapefile(tmp_path)
    both = parts | {name.replace("plan", "other"): content for name, content in parts.items()}
    assert refused(land.zipped(both), "plan.zip") == "not_one_layer"
    assert refused(land.zipped({"readme.txt": b"nothing"}), "plan.zip") == "not_one_layer"


def test_a_size_that_the_header_lies_about_is_found_on_the_real_bytes(refused: Callable[..., str]):
    real = b"\x00" * 3_000_000
    content = land.zipped({"plan.geojson": real})
    assert content.count(struct.pack("<I", len(real))) == 2
    assert (
        refused(content.replace(struct.pack("<I", len(real)), struct.pack("<I", 100)), "p.zip") == "archive_unreadable"
    )


@pytest.mark.parametrize(
    "deep", [b"[" * 200_000, b'{"a":' * 200_000, b'{"type":"FeatureCollection","features":' + b"[ " * 150]
)
def test_json_of_absurd_depth_is_refused(refused: Callable[..., str], deep: bytes):
    head = b"" if deep.startswith(b"{") else b'{"a":'
    assert refused(head + deep, "plan.geojson") == "unreadable"


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_a_number_that_is_none_is_refused(refused: Callable[..., str], word: bytes):
    assert refused(land.geojson(land.SQUARE).replace(b"400020.0", word, 1), "plan.geojson") == "not_finite"


def test_the_word_nan_in_a_name_is_no_number(read: Callable):
    _facts, rows = read(land.geojson(land.SQUARE, properties={"name": "NaN, Infinity"}), "plan.geojson")
    assert rows[0].attributes == {"name": "NaN, Infinity"}


@pytest.mark.parametrize("number", [b"1e400", b"1E+309", b"-2e99999"])
def test_a_number_too_large_for_a_double_is_refused(refused: Callable[..., str], number: bytes):
    assert refused(land.geojson(land.SQUARE).replace(b"400020.0", number), "plan.geojson") == "not_finite"


@pytest.mark.parametrize(
    "head", [b"<!doctype html><html><body>x", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.4"]
)
def test_a_page_or_a_picture_named_geojson_is_refused(refused: Callable[..., str], head: bytes):
    assert refused(head, "plan.geojson") == "content_mismatch"


@pytest.mark.parametrize(
    "name",
    ["PG:host=127.0.0.1 dbname=x", "/vsicurl/http://127.0.0.1:9/a.gpkg", "x" * 300, "../../etc/passwd", ".geojson/"],
)
def test_a_name_that_is_a_connection_or_a_path_says_no_more_than_its_ending(refused: Callable[..., str], name: str):
    assert refused(land.geojson(land.SQUARE), name) in ("type_unknown", "content_mismatch")


@pytest.mark.parametrize(
    "name", ["../" * 90 + "plan.geojson", "مخطط\u202e.geojson", "/vsicurl/http://127.0.0.1:9/a.json"]
)
def test_a_hostile_name_with_a_known_ending_is_read_under_a_name_of_our_own(read: Callable, name: str):
    facts, _rows = read(land.geojson(land.SQUARE), name)
    assert (facts.layer, facts.rows) == ("upload", 1)


def make_package(path: Path, *statements: str) -> bytes:
    land.write(path, land.squares())
    with sqlite3.connect(path) as file:
        for statement in statements:
            file.execute(statement)
    file.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIRTUAL TABLE other USING fts5(x)",
        "CREATE VIEW v AS SELECT * FROM made",
        "CREATE TRIGGER t AFTER INSERT ON made BEGIN SELECT 1; END",
        "CREATE TRIGGER rtree_made_geom_insert2 AFTER INSERT ON made BEGIN SELECT load_extension('x'); END",
    ],
)
def test_a_package_in_which_something_would_run_is_refused(refused: Callable[..., str], tmp_path: Path, statement: str):
    assert refused(make_package(tmp_path / "made.gpkg", statement), "plan.gpkg") == "package_active"


def test_a_table_of_another_program_in_a_package_is_refused(refused: Callable[..., str], tmp_path: Path):
    ogr = "CREATE VIRTUAL TABLE other USING VirtualOGR('/etc/passwd')"
    path = tmp_path / "made.gpkg"
    make_package(path)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute("INSERT INTO sqlite_master VALUES ('table', 'other', 'other', 0, ?)", [ogr])
    file.close()
    assert refused(path.read_bytes(), "plan.gpkg") == "package_active"


def test_a_damaged_page_is_refused(refused: Callable[..., str], tmp_path: Path):
    content = bytearray(make_package(tmp_path / "made.gpkg"))
    assert len(content) > 90_000
    content[8192 : len(content)] = b"\xff" * (len(content) - 8192)
    assert refused(bytes(content), "plan.gpkg") == "unreadable"
    assert refused(make_package(tmp_path / "two.gpkg")[:50_000], "plan.gpkg") == "unreadable"


def test_a_database_that_is_no_package_is_refused(refused: Callable[..., str], tmp_path: Path):
    with sqlite3.connect(tmp_path / "x.db") as file:
        file.execute("CREATE TABLE a (b)")
    file.close()
    assert refused((tmp_path / "x.db").read_bytes(), "plan.gpkg") == "content_mismatch"


def test_a_drawing_of_blocks_that_hold_themselves_is_refused(refused: Callable[..., str]):
    inside = (0, "INSERT", 2, "A", 10, 0, 20, 0)
    block = (0, "BLOCK", 2, "A", 10, 0, 20, 0, 3, "A", *inside, 0, "ENDBLK")
    content = land.dxf([(0, "INSERT", 2, "A", 10, 0, 20, 0), land.outline("P", land.squares()[0])], [block])
    assert refused(content, "plan.dxf") == "blocks_recursive"


def test_a_drawing_of_too_many_objects_is_refused_before_it_is_loaded(refused: Callable[..., str]):
    content = land.dxf([(0, "POINT", 8, "0", 10, 0, 20, 0)] * 600_000)
    assert refused(content, "plan.dxf") == "too_many_entities"


def test_more_rows_bytes_or_columns_than_are_taken_are_refused(refused: Callable[..., str], tmp_path: Path):
    content = land.write(tmp_path / "made.fgb", land.squares(5))
    assert refused(content, "plan.fgb", limits=Limits(rows=4)) == "too_many_rows"
    assert refused(content, "plan.fgb", limits=Limits(upload=100)) == "too_many_bytes"
    assert refused(content, "plan.fgb", limits=Limits(columns=0)) == "too_many_columns"


def test_a_collection_of_collections_is_not_read_as_land(read: Callable, refused: Callable[..., str]):
    nested = shapely.to_geojson(shapely.GeometryCollection([shapely.GeometryCollection([land.squares()[0]])]))
    _facts, rows = read(b'{"type":"Feature","properties":{},"geometry":' + nested.encode() + b"}", "plan.geojson")
    assert rows[0].faults == [{"code": "not_a_surface", "type": "collection"}]
    deep = b'{"type":"GeometryCollection","geometries":[' * 3000 + b"]}" * 3000
    assert refused(b'{"type":"Feature","properties":{},"geometry":' + deep + b"}", "plan.geojson") == "unreadable"


def test_a_file_that_takes_too_long_or_too_much_is_ended_and_the_next_one_is_read(
    read: Callable, refused: Callable[..., str], tmp_path: Path
):
    heavy = land.write(tmp_path / "made.gpkg", land.squares(20_000))
    assert refused(heavy, "plan.gpkg", limits=Limits(address_space=600 * 1024 * 1024, cpu_s=0)) == "too_heavy"
    assert read(land.geojson(land.SQUARE), "plan.geojson")[0].rows == 1
