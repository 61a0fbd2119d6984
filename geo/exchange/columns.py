"""The columns of a layer as a file carries them: type, title, and the words behind coded values."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Field, GeneratedField, Model

from geo.layers.layer import Layer


class Kind(StrEnum):
    """What a column holds; every format says how it writes each."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"


_KINDS = {
    "CharField": Kind.TEXT,
    "TextField": Kind.TEXT,
    "UUIDField": Kind.TEXT,
    "SmallIntegerField": Kind.INTEGER,
    "PositiveSmallIntegerField": Kind.INTEGER,
    "IntegerField": Kind.INTEGER,
    "PositiveIntegerField": Kind.INTEGER,
    "BigIntegerField": Kind.INTEGER,
    "AutoField": Kind.INTEGER,
    "BigAutoField": Kind.INTEGER,
    "FloatField": Kind.NUMBER,
    "DecimalField": Kind.NUMBER,
    "BooleanField": Kind.YES_NO,
    "DateField": Kind.DATE,
    "DateTimeField": Kind.MOMENT,
}
_SHAPES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
    "GEOMETRY": "Unknown",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One attribute: `title` and `words` (stored value, what it means) in the language of the export."""

    name: str
    title: str
    kind: Kind
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GeometryColumn:
    """The geometry of a layer's exports: its column, Simple Features type, and EPSG code as stored."""

    name: str
    shape: str
    srid: int


def columns_of(layer: Layer, *, staff: bool = False) -> tuple[Column, ...]:
    """Return the attributes that a layer declares, in its order; of files for the staff those for them at the end."""
    public = tuple(_column(layer, layer.model, name) for name in layer.fields)
    if not staff:
        return public
    told = ((each.model, name) for each in layer.staff_columns for name in each.fields)
    return public + tuple(_column(layer, model, name) for model, name in told)


def staff_fields(layer: Layer) -> list[str]:
    """Return the names of the columns that only files for the staff carry."""
    return [name for each in layer.staff_columns for name in each.fields]


def geometry_of(layer: Layer) -> GeometryColumn:
    """Return the geometry that a layer's exports carry, in the storage CRS."""
    field = _stored(layer, layer.model, layer.export_geometry)
    if not isinstance(field, GeometryField):
        raise TypeError(f"{layer.name}: {layer.export_geometry} is no geometry")
    return GeometryColumn(layer.export_geometry, _SHAPES[field.geom_type], field.srid)


def _stored(layer: Layer, model: type[Model], name: str) -> "Field[Any, Any]":
    field = model._meta.get_field(name)
    stored = field.output_field if isinstance(field, GeneratedField) else field
    if not isinstance(stored, Field):
        raise TypeError(f"{layer.name}: {name} is no column")
    return stored


def _column(layer: Layer, model: type[Model], name: str) -> Column:
    """Return a column by the name it has in the table: what computes a generated one has neither name nor title."""
    field, declared = _stored(layer, model, name), model._meta.get_field(name)
    kind = _KINDS.get(field.get_internal_type())
    if kind is None:
        raise TypeError(f"{layer.name}: no file carries a {field.get_internal_type()} ({name})")
    return Column(name, str(getattr(declared, "verbose_name", name)), kind, _words(layer, field))


def _words(layer: Layer, field: "Field[Any, Any]") -> tuple[tuple[str, str], ...]:
    """Return the meaning of each stored value: the model's choices, or the categories that the map draws."""
    if field.choices:
        return tuple((str(value), str(word)) for value, word in field.flatchoices)
    if field.name == layer.style.category_field:
        return tuple((category.value, str(category.label)) for category in layer.style.categories)
    return ()
