"""What a file is, told from its first bytes; its name must say the same."""

import re
from enum import StrEnum

from geo.exchange.reading.refusals import Refused

#: Bytes that are looked at.
HEAD = 4096


class Form(StrEnum):
    """A form of file that is read."""

    GPKG = "gpkg"
    SHAPEFILE = "shp"
    GEOJSON = "geojson"
    FLATGEOBUF = "fgb"
    PARQUET = "parquet"
    KML = "kml"
    GML = "gml"
    DXF = "dxf"
    LANDXML = "landxml"
    OSM = "osm"
    EDIGEO = "edigeo"
    CSV = "csv"
    ZIP = "zip"
    TAR = "tar"


#: How the names of each form end.
SUFFIXES: dict[Form, tuple[str, ...]] = {
    Form.GPKG: (".gpkg",),
    Form.SHAPEFILE: (".shp",),
    Form.GEOJSON: (".geojson", ".json"),
    Form.FLATGEOBUF: (".fgb",),
    Form.PARQUET: (".parquet", ".geoparquet"),
    Form.KML: (".kml",),
    Form.GML: (".gml", ".xml"),
    Form.DXF: (".dxf",),
    Form.LANDXML: (".xml", ".landxml"),
    Form.OSM: (".pbf", ".osm"),
    Form.EDIGEO: (".thf",),
    Form.CSV: (".csv", ".txt"),
    Form.ZIP: (".zip", ".kmz"),
    Form.TAR: (".bz2", ".tbz2"),
}
#: The first bytes of forms that have such.
_MAGIC = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"fgb\x03fgb", Form.FLATGEOBUF),
    (b"PAR1", Form.PARQUET),
    (b"\x00\x00\x27\x0a", Form.SHAPEFILE),
    (b"BZh", Form.TAR),
    (b"BOMT", Form.EDIGEO),
)
#: The first block of an OpenStreetMap file: a length of four bytes, then its type (OSM wiki, PBF format, "BlobHeader").
_PBF = b"\n\tOSMHeader"
#: An array of GeoJSON features without the collection around them, as some programs write.
_ARRAY = re.compile(rb"\[\s*\{\s*\"(?:type|properties|geometry|id)\"")
_SQLITE = b"SQLite format 3\x00"
#: Application ids of GeoPackages (OGC 12-128r17, requirement 2), at byte 68 of the header.
_GEOPACKAGES = (b"GPKG", b"GP10", b"GP11")
_ROOTS = {b"kml": Form.KML, b"landxml": Form.LANDXML, b"osm": Form.OSM}
_ROOT = re.compile(rb"<(?![?!])\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_MARKUP = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)")
#: Encodings in which a sign of markup is its ASCII byte: what is looked for is then found.
_PLAIN = {b"utf-8", b"us-ascii", b"ascii", b"windows-1256", b"windows-1252", b"iso-8859-1", b"iso-8859-6"}
_DXF = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION\s*\r?\n", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
_CONTROL = frozenset(range(1, 32)) - {9, 10, 13}


def sniff(head: bytes, name: str) -> Form:
    """Return the form of a file from its first HEAD bytes and the name it came under.

    Errors: Refused (empty, type_unknown, content_mismatch, xml_encoding).
    """
    if not head:
        raise Refused("file_empty")
    suffix = _suffix(name)
    named = {form for form, suffixes in SUFFIXES.items() if suffix in suffixes}
    if not named:
        raise Refused("type_unknown", suffix=suffix)
    found = content_form(head)
    if found is None and Form.CSV in named and not _CONTROL.intersection(head) and not head.lstrip().startswith(b"<"):
        return Form.CSV
    if found is None or found not in named:
        raise Refused("content_mismatch", suffix=suffix)
    return found


def content_form(head: bytes) -> Form | None:
    """Return what the first bytes are, whatever the name; None for plain text and what is not read."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head.startswith(_SQLITE):
        return Form.GPKG if head[68:72] in _GEOPACKAGES else None
    if head[4:].startswith(_PBF):
        return Form.OSM
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith(b"{") or _ARRAY.match(text):
        return Form.GEOJSON
    if text.startswith(b"<"):
        return _xml_form(text)
    return Form.DXF if _DXF.match(head.removeprefix(_BOM)) else None


def _xml_form(text: bytes) -> Form | None:
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in _PLAIN:
        raise Refused("xml_encoding", encoding=declared[1].decode("ascii", "replace")[:40])
    root = _ROOT.search(_MARKUP.sub(b"", text))
    name = root[1].lower() if root else b""
    if name in _ROOTS:
        return _ROOTS[name]
    # A document type of its own hides the root behind what it declares: it is refused for that, by its name's form.
    if name == b"featurecollection" or (b"opengis.net/gml" in text and name != b"ogrvrtdatasource"):
        return Form.GML
    return None


def _suffix(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return f".{last.rsplit('.', 1)[-1]}" if "." in last else ""
