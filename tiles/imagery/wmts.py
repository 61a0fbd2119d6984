"""The description of all pictures as OGC WMTS 1.0.0 (OGC 07-057r7), REST and KVP, on the grid of web maps."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.utils.translation import gettext as _

from geo.raster.reading.grid import HALF_M, TILE, pixel_m
from tiles.imagery.pictures import Picture, box_of, degrees_of, tile_template, tiles_of, zooms

_WMTS, _OWS, _XLINK = (
    "http://www.opengis.net/wmts/1.0",
    "http://www.opengis.net/ows/1.1",
    "http://www.w3.org/1999/xlink",
)
#: A pixel of the standard's rendering device, metres (OGC 07-057r7, 6.1).
_DEVICE_M = 0.00028
#: Form → view of its tiles, the one that more programs read first.
FORMS = {"image/png": "imagery:png", "image/webp": "imagery:tile"}

for _prefix, _name in (("", _WMTS), ("ows", _OWS), ("xlink", _XLINK)):
    register_namespace(_prefix, _name)


def capabilities_xml(pictures: Iterable[Picture], *, site: str, kvp: str, rest: str) -> bytes:
    """Return the description. `site`, `kvp` and `rest` are addresses: of the service, its KVP, its description."""
    root = Element(f"{{{_WMTS}}}Capabilities", {"version": "1.0.0"})
    about = SubElement(root, f"{{{_OWS}}}ServiceIdentification")
    _text(about, _OWS, "Title", _("Imagery"))
    _text(about, _OWS, "ServiceType", "OGC WMTS")
    _text(about, _OWS, "ServiceTypeVersion", "1.0.0")
    operations = SubElement(root, f"{{{_OWS}}}OperationsMetadata")
    for operation in ("GetCapabilities", "GetTile"):
        _operation(operations, operation, kvp, rest)
    contents = SubElement(root, f"{{{_WMTS}}}Contents")
    shown = list(pictures)
    for picture in shown:
        _layer(contents, picture, site)
    for pair in sorted({zooms(picture) for picture in shown}):
        _matrix_set(contents, *pair)
    SubElement(root, f"{{{_WMTS}}}ServiceMetadataURL", {f"{{{_XLINK}}}href": rest})
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _text(parent: Element, space: str, name: str, text: str) -> None:
    SubElement(parent, f"{{{space}}}{name}").text = text


def _operation(parent: Element, name: str, kvp: str, rest: str) -> None:
    http = SubElement(
        SubElement(SubElement(parent, f"{{{_OWS}}}Operation", {"name": name}), f"{{{_OWS}}}DCP"), f"{{{_OWS}}}HTTP"
    )
    ways = [("KVP", f"{kvp}?")] + ([("RESTful", rest)] if name == "GetCapabilities" else [])
    for way, address in ways:
        get = SubElement(http, f"{{{_OWS}}}Get", {f"{{{_XLINK}}}href": address})
        limit = SubElement(get, f"{{{_OWS}}}Constraint", {"name": "GetEncoding"})
        _text(SubElement(limit, f"{{{_OWS}}}AllowedValues"), _OWS, "Value", way)


def _layer(parent: Element, picture: Picture, site: str) -> None:
    layer = SubElement(parent, f"{{{_WMTS}}}Layer")
    _text(layer, _OWS, "Title", picture.title)
    told = [str(picture.taken_on or ""), picture.source, picture.licence]
    _text(layer, _OWS, "Abstract", " · ".join(part for part in told if part))
    box, degrees = box_of(picture), degrees_of(picture)
    for name, (west, south, east, north), crs in (
        ("WGS84BoundingBox", degrees, "urn:ogc:def:crs:OGC:2:84"), ("BoundingBox", box, "urn:ogc:def:crs:EPSG::3857"),
    ):  # fmt: skip
        drawn = SubElement(layer, f"{{{_OWS}}}{name}", {"crs": crs})
        _text(drawn, _OWS, "LowerCorner", f"{west!r} {south!r}")
        _text(drawn, _OWS, "UpperCorner", f"{east!r} {north!r}")
    _text(layer, _OWS, "Identifier", str(picture.pk))
    style = SubElement(layer, f"{{{_WMTS}}}Style", {"isDefault": "true"})
    _text(style, _OWS, "Identifier", "default")
    for form in FORMS:
        _text(layer, _WMTS, "Format", form)
    _limits(layer, picture)
    for form, view in FORMS.items():
        address = site.rstrip("/") + tile_template(picture, view)
        for short, name in (("{z}", "{TileMatrix}"), ("{x}", "{TileCol}"), ("{y}", "{TileRow}")):
            address = address.replace(short, name)
        SubElement(layer, f"{{{_WMTS}}}ResourceURL", {"format": form, "resourceType": "tile", "template": address})


def _limits(layer: Element, picture: Picture) -> None:
    """Say in which zooms, columns and rows the picture lies."""
    link = SubElement(layer, f"{{{_WMTS}}}TileMatrixSetLink")
    _text(link, _WMTS, "TileMatrixSet", _set_of(*zooms(picture)))
    limits = SubElement(link, f"{{{_WMTS}}}TileMatrixSetLimits")
    low, high = zooms(picture)
    for zoom in range(low, high + 1):
        columns, rows = tiles_of(picture, zoom)
        limit = SubElement(limits, f"{{{_WMTS}}}TileMatrixLimits")
        _text(limit, _WMTS, "TileMatrix", str(zoom))
        for name, numbers in (("Row", rows), ("Col", columns)):
            _text(limit, _WMTS, f"MinTile{name}", str(numbers[0]))
            _text(limit, _WMTS, f"MaxTile{name}", str(numbers[-1]))


def _set_of(low: int, high: int) -> str:
    return f"WebMercatorQuad_{low}_{high}"


def _matrix_set(parent: Element, low: int, high: int) -> None:
    """Describe the zooms from one to another: programs ask for every zoom of a set, whatever limits a layer names."""
    grid = SubElement(parent, f"{{{_WMTS}}}TileMatrixSet")
    _text(grid, _OWS, "Identifier", _set_of(low, high))
    _text(grid, _OWS, "SupportedCRS", "urn:ogc:def:crs:EPSG::3857")
    for zoom in range(low, high + 1):
        matrix = SubElement(grid, f"{{{_WMTS}}}TileMatrix")
        _text(matrix, _OWS, "Identifier", str(zoom))
        _text(matrix, _WMTS, "ScaleDenominator", repr(pixel_m(zoom) / _DEVICE_M))
        _text(matrix, _WMTS, "TopLeftCorner", f"{-HALF_M!r} {HALF_M!r}")
        for name, number in (
            ("TileWidth", TILE),
            ("TileHeight", TILE),
            ("MatrixWidth", 2**zoom),
            ("MatrixHeight", 2**zoom),
        ):
            _text(matrix, _WMTS, name, str(number))
