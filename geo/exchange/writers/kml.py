"""KML 2.2 for globes and phones: longitude and latitude, colours and words of the legend, all values in a schema."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.exchange.batches import Batch
from geo.exchange.columns import Column, Kind
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.symbology.drawing import Look
from geo.exchange.symbology.units import rgba
from geo.exchange.writers.cells import texts_of, written
from geo.exchange.writers.corners import Drawn, drawn

#: Of a degree: a tenth of a millimetre.
DECIMALS = 9
#: What a schema can say. Its whole numbers have 32 bits, so that ours are written as doubles; days are text.
_TYPES = {Kind.INTEGER: "double", Kind.NUMBER: "double", Kind.YES_NO: "bool"}
#: XML 1.0 has no place for these characters.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
#: What a text must not hold as it is.
_SPECIAL = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')


@writes("kml", suffix=".kml", title="KML", media_type="application/vnd.google-earth.kml+xml", lonlat=True)
def write_kml(path: Path, feed: Feed) -> None:
    """Write a layer; its coordinates are degrees already. Errors: CannotWrite."""
    try:
        with path.open("w", encoding="utf-8") as file:
            _head(file, feed)
            for batch in feed.batches:
                file.writelines(_placemarks(feed, batch))
            file.write("</Document>\n</kml>\n")
    except OSError as error:
        raise CannotWrite(path=str(path), reason=error.strerror or str(error)) from error


def _head(file: TextIO, feed: Feed) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n')
    file.write(f'<Document id="{_text(feed.name)}">\n<name>{_text(feed.title)}</name>\n')
    file.write(f"<description>{_text(feed.description)}</description>\n")
    for index, rule in enumerate(feed.drawing.rules):
        file.write(_style(f"s{index}", rule.look))
    file.write(f'<Schema name="{_text(feed.name)}" id="{_text(feed.name)}">\n')
    for column in feed.columns:
        kind, title = _TYPES.get(column.kind, "string"), f"<displayName>{_text(column.title)}</displayName>"
        file.write(f'<SimpleField type="{kind}" name="{_text(column.name)}">{title}</SimpleField>\n')
    file.write("</Schema>\n")


def _style(name: str, look: Look) -> str:
    ink, width = _colour(look.stroke or look.fill), max(look.width, 1)
    line = f"<LineStyle><color>{ink}</color><width>{width:g}</width></LineStyle>"
    surface = f"<PolyStyle><color>{_colour(look.fill)}</color><fill>{int(bool(look.fill))}</fill></PolyStyle>"
    point = f"<IconStyle><color>{_colour(look.fill or look.stroke)}</color></IconStyle>"
    return f'<Style id="{name}">{point}{line}{surface}</Style>\n'


def _colour(colour: str) -> str:
    """Return a colour as KML writes it: opacity, blue, green, red."""
    red, green, blue, opacity = rgba(colour) if colour else (0, 0, 0, 0)
    return f"{opacity:02x}{blue:02x}{green:02x}{red:02x}"


def _placemarks(feed: Feed, batch: Batch) -> Iterator[str]:
    """Yield the rows of a batch, each as a placemark: its name, how it looks, its values, its geometry."""
    data = [texts_of(cells, _datum(column)) for column, cells in zip(feed.columns, batch.values, strict=True)]
    rows: Iterable[tuple[str, ...]] = zip(*data, strict=True) if data else [()] * len(batch)
    schema = f'<SchemaData schemaUrl="#{_text(feed.name)}">'
    for name, style, values, geometry in zip(
        _names(feed, batch), _styles(feed, batch), rows, _geometries(batch.shapes()), strict=True
    ):
        yield (
            f"<Placemark><name>{name}</name><styleUrl>#{style}</styleUrl><ExtendedData>{schema}{''.join(values)}"
            f"</SchemaData></ExtendedData>{geometry}</Placemark>\n"
        )


def _column(feed: Feed, batch: Batch, name: str) -> Any:
    """Return the cells of a column; None where there is no such column."""
    return next((cells for each, cells in zip(feed.columns, batch.values, strict=True) if each.name == name), None)


def _names(feed: Feed, batch: Batch) -> list[str]:
    cells = _column(feed, batch, feed.drawing.lettering.column if feed.drawing.lettering else feed.key)
    return [""] * len(batch) if cells is None else texts_of(cells, lambda value: _text(written(value)))


def _styles(feed: Feed, batch: Batch) -> list[str]:
    styles = {rule.value: f"s{index}" for index, rule in enumerate(feed.drawing.rules)}
    other = styles.get(None, "s0")
    cells = _column(feed, batch, feed.drawing.category_column)
    if cells is None:
        return [other] * len(batch)
    return texts_of(cells, lambda value: styles.get(written(value), other), missing=other)


def _datum(column: Column) -> Callable[[Any], str]:
    begun = f'<SimpleData name="{_text(column.name)}">'
    return lambda value: f"{begun}{_text(written(value))}</SimpleData>"


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN), {'"': "&quot;"}) if _SPECIAL.search(text) else text


def _geometries(shapes: NDArray[np.object_]) -> list[str]:
    """Return geometries, shape (n,); "" where there is none."""
    many = shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT
    told = [""] * len(shapes)
    for line in drawn(shapes, _coordinates):
        told[line.row] += _part(line)
    return [
        f"<MultiGeometry>{text}</MultiGeometry>" if text and lot else text for text, lot in zip(told, many, strict=True)
    ]


def _part(line: Drawn) -> str:
    """Return a line as the part that it is, or as a boundary of the surface that begins and ends with its lines."""
    if line.kind == shapely.GeometryType.POLYGON:
        side = "inner" if line.turn else "outer"
        begun, ended = "" if line.turn else "<Polygon>", "</Polygon>" if line.turn == line.of - 1 else ""
        return f"{begun}<{side}BoundaryIs><LinearRing>{line.text}</LinearRing></{side}BoundaryIs>{ended}"
    kind = "Point" if line.kind == shapely.GeometryType.POINT else "LineString"
    return f"<{kind}>{line.text}</{kind}>"


def _coordinates(lines: NDArray[np.object_]) -> list[str]:
    """Return lines as KML has them, longitude,latitude by blanks: from WKT, which the library writes all at once."""
    texts = shapely.to_wkt(lines, rounding_precision=DECIMALS, trim=False, output_dimension=2).tolist()
    corners = (wkt[wkt.index("(") + 1 : -1].replace(", ", ";").replace(" ", ",").replace(";", " ") for wkt in texts)
    return [f"<coordinates>{each}</coordinates>" for each in corners]
