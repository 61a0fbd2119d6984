"""Survey sheets, LandXML, OpenStreetMap and tables of WKT: read as they are, refused where they are hostile."""

import bz2
import io
import tarfile
from collections.abc import Callable
from math import pi
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.exchange.reading.limits import Limits
from geo.exchange.writers.table import write_csv
from tests.geo.exchange.kinds import ROWS, SHAPES, kinds
from tests.geo.exchange.reading import land

SETS = Path(__file__).parents[1] / "sets"
SHEET = SETS / "edigeo-25354000AB01.tar.bz2"
LANDXML = """<?xml version="1.0" encoding="UTF-8"?>
<LandXML xmlns="http://www.landxml.org/schema/LandXML-1.2" version="1.2"><Units>%s</Units>%s
<CgPoints><CgPoint name="1">2937000 400000</CgPoint><CgPoint name="2">2937000 400020 12.5</CgPoint>
<CgPoint name="3">2937020 400020</CgPoint><CgPoint name="4" pntRef="#5"/><CgPoint name="5">2937020 400000</CgPoint>
</CgPoints><Parcels>%s</Parcels></LandXML>"""
METRES = '<Metric linearUnit="meter" areaUnit="squareMeter"/>'
SYSTEM = '<CoordinateSystem name="KSA" epsgCode="9359"/>'


def line(start: str, end: str) -> str:
    def point(name: str, place: str) -> str:
        return f'<{name} pntRef="{place}"/>' if place.isdigit() else f"<{name}>{place}</{name}>"

    return f"<Line>{point('Start', start)}{point('End', end)}</Line>"


def parcel(*pieces: str, more: str = 'name="7"') -> str:
    return f"<Parcel {more}><CoordGeom>{''.join(pieces)}</CoordGeom></Parcel>"


def survey(*parcels: str, units: str = METRES, system: str = SYSTEM) -> bytes:
    return (LANDXML % (units, system, "".join(parcels))).encode()


SQUARE = [line("1", "2"), line("2", "3"), line("3", "4"), line("5", "1")]


def shape_of(row) -> shapely.Geometry:
    return shapely.from_wkb(row.wkb)


def packed(members: dict[str, bytes], **kinds: bytes) -> bytes:
    """Return a tar archive folded by bzip2; `kinds` gives some members another type."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, content in members.items():
            told = tarfile.TarInfo(name)
            told.size, told.type = len(content), kinds.get(name.split(".")[0], tarfile.REGTYPE)
            told.linkname = "/etc/passwd"
            archive.addfile(told, io.BytesIO(content))
    return bz2.compress(held.getvalue())


def sheet() -> dict[str, bytes]:
    with tarfile.open(SHEET) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_a_survey_sheet_is_read_by_its_layer_of_land_or_by_another(read: Callable):
    facts, rows = read(SHEET.read_bytes(), SHEET.name)
    assert (facts.form, facts.layer, facts.rows, facts.questions) == ("edigeo", "PARCELLE_id", 14, [])
    assert (rows[0].attributes["IDU"], rows[0].attributes["SUPF"]) == ("354000AB0001", 226060.0)
    assert abs(shape_of(rows[0]).area - 226060) < 0.01 * 226060
    assert read(SHEET.read_bytes(), SHEET.name, layer="SECTION_id")[0].rows == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [("../E000AB01.THF", "archive_path"), ("/etc/E000AB01.THF", "archive_path"), ("a/inner.zip", "archive_nested")],
)
def test_an_archive_of_sheets_with_a_path_or_an_archive_in_it_is_refused(refused: Callable, name: str, code: str):
    assert refused(packed({name: b"BOMT 12:"} | sheet()), "sheet.tar.bz2") == code


def test_links_devices_and_archives_in_disguise_are_refused_in_sheets(refused: Callable):
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        assert refused(packed({"E000AB01.THF": b""}, E000AB01=kind), "sheet.tar.bz2") == "archive_link"
    inner = sheet() | {"EDAB01SE.GEO": packed({"a": b"x"})}
    assert refused(packed(inner), "sheet.tar.bz2") == "archive_nested"


def test_an_archive_of_sheets_that_unfolds_too_much_or_is_damaged_is_refused(refused: Callable):
    assert refused(bz2.compress(bytes(600_000_000)), "sheet.tar.bz2") == "archive_size"
    assert refused(packed({f"{i}.VEC": b"" for i in range(300)}), "sheet.tar.bz2") == "archive_count"
    assert refused(SHEET.read_bytes()[:9000], "sheet.tar.bz2") == "archive_unreadable"
    assert refused(b"BZh9" + bytes(100), "sheet.tar.bz2") == "archive_unreadable"
    assert refused(bz2.compress(b"\xff" * 5000), "sheet.tar.bz2") == "archive_unreadable"


def test_a_sheet_needs_its_files_and_only_one_sheet_comes_at_a_time(refused: Callable):
    whole = sheet()
    assert refused(whole["E000AB01.THF"], "E000AB01.THF") == "sheet_incomplete"
    assert refused(packed({"E000AB01.THF": whole["E000AB01.THF"]}), "sheet.tar.bz2") == "sheet_incomplete"
    assert refused(packed(whole | {"E000AB02.THF": b"BOMT 12:"}), "sheet.tar.bz2") == "not_one_layer"
    assert refused(packed({"notes.txt": b"x"}), "sheet.tar.bz2") == "not_one_layer"


def test_a_sheet_that_names_files_elsewhere_is_refused(refused: Callable, read: Callable):
    whole = sheet()
    elsewhere = whole["E000AB01.THF"].replace(b"LONSA06:EDAB01", b"LONSA17:../../etc/passwd0")
    assert refused(packed(whole | {"E000AB01.THF": elsewhere}), "sheet.tar.bz2") == "archive_path"
    assert read(packed(whole), "sheet.tar.bz2")[0].rows == 14


def commune(*sheets: Path | bytes, ending: str = ".tar.bz2") -> bytes:
    """Return the archives of sheets in one ZIP archive, as a commune's are given out."""
    contents = [each if isinstance(each, bytes) else each.read_bytes() for each in sheets]
    return land.zipped({f"edigeo-{at}{ending}": content for at, content in enumerate(contents)})


def test_the_sheets_of_a_commune_come_in_one_archive_as_one_layer(read: Callable):
    sheets = sorted(SETS.glob("edigeo-*.tar.bz2"))
    facts, rows = read(commune(*sheets), "commune.zip")
    assert (len(sheets), facts.rows, facts.questions) == (8, 511, [])
    assert [row.number for row in rows] == list(range(1, 512))
    assert {row.attributes["sheet"][-4:] for row in rows} == {
        path.name.removesuffix(".tar.bz2")[-4:] for path in sheets
    }
    assert not any(row.faults for row in rows)
    alone = read(SHEET.read_bytes(), SHEET.name)[1]
    assert {row.wkb for row in alone} <= {row.wkb for row in rows}


def test_an_archive_of_archives_is_read_one_level_deep_and_counted_over_both(refused: Callable):
    sheet, bomb = SHEET.read_bytes(), bz2.compress(bytes(60_000_000))
    assert refused(commune(commune(sheet)), "commune.zip") == "archive_nested"
    assert refused(commune(sheet, ending=".zip"), "commune.zip") == "archive_nested"
    assert refused(land.zipped({"a.tar.bz2": sheet, "b.csv": b"key,e,n"}), "commune.zip") == "archive_nested"
    assert refused(commune(packed({"inner.tar.bz2": sheet})), "commune.zip") == "archive_nested"
    assert refused(commune(bomb), "commune.zip") == "archive_size"
    assert refused(commune(*[sheet] * 30), "commune.zip") == "archive_count"
    assert refused(commune(sheet, b"BZh9" + bytes(100)), "commune.zip") == "archive_unreadable"


def test_landxml_gives_parcels_north_before_east_with_their_names_and_areas(read: Callable):
    told = 'name="قطعة ٧" area="400.0" owner="وقف"'
    facts, rows = read(survey(parcel(*SQUARE, more=told)), "survey.xml")
    assert (facts.form, facts.crs, facts.crs_from, facts.notes) == ("landxml", "EPSG:9359", "file", [])
    assert rows[0].attributes == {"name": "قطعة ٧", "area": 400.0, "owner": "وقف"}
    assert shape_of(rows[0]).equals(shapely.box(400_000, 2_937_000, 400_020, 2_937_020))


def test_areas_of_landxml_come_in_square_metres_and_other_units_are_told(read: Callable):
    feet = '<Imperial linearUnit="foot" areaUnit="acre"/>'
    facts, rows = read(survey(parcel(*SQUARE, more='name="7" area="2"'), units=feet, system=""), "survey.landxml")
    assert rows[0].attributes["area"] == pytest.approx(8093.7128448)
    assert facts.questions == ["crs"]
    assert {"code": "drawing_units", "units": "foot"} in facts.notes


@pytest.mark.parametrize(("rot", "area"), [("ccw", 400 + 50 * pi), ("cw", 400 - 50 * pi)])
def test_arcs_of_landxml_are_straightened_within_a_millimetre(read: Callable, rot: str, area: float):
    arc = (
        f'<Curve rot="{rot}" crvType="arc"><Start pntRef="2"/><Center>2937010 400020</Center><End pntRef="3"/></Curve>'
    )
    facts, rows = read(survey(parcel(SQUARE[0], arc, *SQUARE[2:])), "survey.xml")
    shape = shape_of(rows[0])
    assert shape.area == pytest.approx(area, abs=0.001 * 10 * pi)
    bow = shapely.get_coordinates(shape)[2:-3]
    assert np.allclose(np.hypot(*(bow - (400_020, 2_937_010)).T), 10, atol=1e-6)
    assert facts.notes == [{"code": "arcs_straightened", "most_m": 0.001}]


def test_a_ring_of_landxml_within_another_one_is_its_hole_and_lists_of_points_are_lines(read: Callable):
    hole = (
        "<IrregularLine><Start>2937005 400005</Start><End>2937005 400005</End>"
        "<PntList2D>2937005 400010 2937010 400010 2937010 400005</PntList2D></IrregularLine>"
    )
    both = f'<Parcel name="7"><CoordGeom>{"".join(SQUARE)}</CoordGeom><CoordGeom>{hole}</CoordGeom></Parcel>'
    _facts, rows = read(survey(both), "survey.xml")
    assert (shape_of(rows[0]).area, len(shape_of(rows[0]).interiors)) == (375, 1)


def test_lines_of_roads_and_of_details_in_landxml_are_no_land(read: Callable):
    road = f'<Alignment name="road"><CoordGeom>{SQUARE[0]}</CoordGeom></Alignment>'
    detail = f'<PlanFeature name="wall"><CoordGeom>{SQUARE[0]}</CoordGeom></PlanFeature>'
    _facts, rows = read(survey(parcel(*SQUARE, more='name="7"'), road, detail), "survey.xml")
    assert [row.attributes["name"] for row in rows] == ["7"]


def test_an_outline_of_landxml_that_does_not_close_is_a_fault_of_its_row(read: Callable):
    _facts, rows = read(survey(parcel(*SQUARE), parcel(*SQUARE[:3]), parcel(SQUARE[0], *SQUARE[2:])), "survey.xml")
    assert [[fault["code"] for fault in row.faults] for row in rows] == [[], ["ring_open"], ["ring_open"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (survey(parcel("<Spiral/>")), "curves"),
        (survey(parcel("<Bezier/>")), "unreadable"),
        (survey(parcel(line("1", "9"))), "unreadable"),
        (survey(parcel(line("1", "x y"))), "unreadable"),
        (survey(parcel('<Curve rot="cw"><Start pntRef="1"/><Center>0 0</Center><End pntRef="2"/></Curve>')),
         "unreadable"),
        (survey(parcel(line("1", "2")) * 3)[:-9], "unreadable"),
        (survey("<a>" * 100 + "</a>" * 100), "unreadable"),
        (survey(), "no_rows"),
        (survey(parcel(*SQUARE)).replace(b"<LandXML", b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><LandXML"), "dtd"),
        (survey(parcel(*SQUARE)).replace(b"<LandXML", b'<!DOCTYPE x [<!ENTITY a "ha">]><LandXML'), "dtd"),
        (survey(parcel(*SQUARE)).replace(b"UTF-8", b"UTF-7"), "xml_encoding"),
        (b"<html><body>x</body></html>", "content_mismatch"),
    ],
)  # fmt: skip
def test_landxml_that_is_hostile_or_damaged_is_refused(refused: Callable, content: bytes, code: str):
    assert refused(content, "survey.xml") == code


def test_numbers_of_landxml_that_are_none_are_faults(read: Callable):
    for number in ("nan nan", "1e999 0"):
        _facts, rows = read(survey(parcel(line("1", number), line(number, "1"))), "survey.xml")
        assert rows[0].faults == [{"code": "not_finite"}]


def test_landxml_beyond_the_limits_is_refused(refused: Callable):
    content = survey(parcel(*SQUARE), parcel(*SQUARE))
    assert refused(content, "survey.xml", limits=Limits(rows=1)) == "too_many_rows"
    assert refused(content, "survey.xml", limits=Limits(columns=0)) == "too_many_columns"
    assert refused(content, "survey.xml", limits=Limits(entities=3)) == "too_many_entities"


def test_openstreetmap_is_read_in_both_its_forms(read: Callable):
    facts, rows = read((SETS / "helsinki.osm.pbf").read_bytes(), "helsinki.osm.pbf")
    assert (facts.form, facts.layer, facts.crs, facts.crs_from) == ("osm", "multipolygons", "EPSG:4326", "form")
    assert sum(row.attributes["building"] is not None and not row.faults for row in rows) > 300
    content = (
        b'<?xml version="1.0"?><osm version="0.6"><node id="1" lon="50" lat="26"/><node id="2" lon="50.1" lat="26"/>'
        b'<node id="3" lon="50.1" lat="26.1"/><way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/>'
        b'<tag k="building" v="yes"/><tag k="name" v="%s"/></way></osm>'
    ) % "مدرسة".encode()
    _facts, rows = read(content, "plan.osm")
    assert (rows[0].attributes["name"], shape_of(rows[0]).bounds) == ("مدرسة", (50, 26, 50.1, 26.1))


def test_openstreetmap_that_is_hostile_is_refused(refused: Callable):
    declared = b'<!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/passwd">]><osm version="0.6">&a;</osm>'
    assert refused(declared, "plan.osm") == "dtd"
    assert refused((SETS / "helsinki.osm.pbf").read_bytes()[:30_000], "plan.pbf") in ("unreadable", "no_rows")
    assert refused((SETS / "helsinki.osm.pbf").read_bytes(), "plan.gpkg") == "content_mismatch"


def test_a_table_of_wkt_comes_back_as_it_was_exported(read: Callable, tmp_path: Path):
    write_csv(tmp_path / "land.csv", kinds())
    facts, rows = read((tmp_path / "land.csv").read_bytes(), "land.csv")
    assert facts.questions == ["crs"]
    for row, shape, values in zip(rows, SHAPES, ROWS, strict=True):
        assert shapely.hausdorff_distance(shape_of(row), shape) < 0.001
        assert (row.attributes["text"] or "").removeprefix("'") == (values[0] or "")


def test_places_are_read_where_they_are_asked_for_and_surfaces_are_not(read: Callable):
    table = b'no,where\n1,"MULTIPOINT (1 2,3 4)"\n2,POINT (5 6)\n3,\n4,POINT (x y)\n5,"POLYGON ((0 0,1 0,1 1,0 0))"\n'
    _facts, rows = read(table, "places.csv", columns={"wkt": "where"}, points=True)
    faults = [[fault["code"] for fault in row.faults] for row in rows]
    assert faults == [[], [], ["no_geometry"], ["geometry_unreadable"], ["not_a_place"]]
    assert shape_of(rows[0]).equals(shapely.MultiPoint([(1, 2), (3, 4)]))
    _facts, rows = read(table, "places.csv", columns={"wkt": "where"})
    assert [row.number for row in rows if not row.faults] == [5]


def test_an_array_of_features_is_a_collection(read: Callable, refused: Callable):
    feature = b'[\n {"type": "Feature", "properties": {"number": "7"}, "geometry": null}]'
    assert read(feature, "plan.json")[1][0].attributes == {"number": "7"}
    assert refused(b"[1, 2]", "plan.json") == "content_mismatch"
    assert refused(b'[{"type":' * 50_000, "plan.json") == "unreadable"
