"""KML 2.2 for globes and phones: longitude and latitude, colours and words of the legend, all values in a schema."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO
from xml.sax.saxutils import escape

import shapely

from geo.exchange.columns import Column, Kind
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.symbology.drawing import Look
from geo.exchange.symbology.units import rgba
from geo.exchange.writers.cells import rows_of, written

#: Of a degree: a tenth of a millimetre.
DECIMALS = 9
#: What a schema can say. Its whole numbers have 32 bits, so that ours are written as doubles; days are text.
_TYPES = {Kind.INTEGER: "double", Kind.NUMBER: "double", Kind.YES_NO: "bool"}
#: XML 1.0 has no place for these characters.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@writes("kml", suffix=".kml", title="KML", media_type="application/vnd.google-earth.kml+xml", lonlat=True)
def write_kml(path: Path, feed: Feed) -> None:
    """Write a layer; its coordinates are degrees already. Errors: CannotWrite."""
    try:
        with path.open("w", encoding="utf-8") as file:
            _head(file, feed)
            styles = {rule.value: f"s{index}" for index, rule in enumerate(feed.drawing.rules)}
            for batch in feed.batches:
                shapes = batch.shapes()
                file.writelines(
                    _placemark(feed, row, shape, styles) for row, shape in zip(rows_of(batch), shapes, strict=True)
                )
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


def _placemark(feed: Feed, row: tuple[Any, ...], shape: Any, styles: Mapping[str | None, str]) -> str:
    names = [column.name for column in feed.columns]
    values = dict(zip(names, map(written, row), strict=True))
    name = values.get(feed.drawing.lettering.column if feed.drawing.lettering else feed.key, "")
    style = styles.get(values.get(feed.drawing.category_column), styles.get(None, "s0"))
    data = "".join(_data(column, value) for column, value in zip(feed.columns, row, strict=True) if value is not None)
    return (
        f"<Placemark><name>{_text(name)}</name><styleUrl>#{style}</styleUrl><ExtendedData>"
        f'<SchemaData schemaUrl="#{_text(feed.name)}">{data}</SchemaData></ExtendedData>'
        f"{_geometry(shape)}</Placemark>\n"
    )


def _data(column: Column, value: Any) -> str:
    return f'<SimpleData name="{_text(column.name)}">{_text(written(value))}</SimpleData>'


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN), {'"': "&quot;"})


def _geometry(shape: Any) -> str:
    if shape is None or shape.is_empty:
        return ""
    if shape.geom_type == "Polygon":
        outer = f"<outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
        return f"<Polygon>{outer}{holes}</Polygon>"
    if shape.geom_type in ("Point", "LineString"):
        return f"<{shape.geom_type}><coordinates>{_coordinates(shape)}</coordinates></{shape.geom_type}>"
    return f"<MultiGeometry>{''.join(_parts(shape))}</MultiGeometry>"


def _parts(shape: Any) -> Iterator[str]:
    return (_geometry(part) for part in shapely.get_parts(shape))


def _ring(ring: Any) -> str:
    return f"<LinearRing><coordinates>{_coordinates(ring)}</coordinates></LinearRing>"


def _coordinates(line: Any) -> str:
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in shapely.get_coordinates(line).tolist())
