"""What a map layer is: its tiles, who sees it, how it is drawn and what a tap opens."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Model
from django.utils.functional import Promise

Text = str | Promise
#: Clients draw what is nearer from the tiles of this zoom, enlarged.
DEEPEST_TILE = 16


class Audience(StrEnum):
    """Who may see a layer."""

    PUBLIC = "public"
    STAFF = "staff"


class Geometry(StrEnum):
    """Kind of geometry that a layer's tiles carry."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


class Pattern(StrEnum):
    """Fill pattern drawn in the stroke colour: state is never told by colour alone."""

    NONE = ""
    HATCH = "hatch"
    BACK_HATCH = "back_hatch"
    CROSS = "cross"
    DOTS = "dots"


class Marker(StrEnum):
    """Shape of a point."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One row of the legend: a value of the style's category field. Colours #rrggbb[aa]; "" inherits; widths px."""

    value: str
    label: Text
    fill: str = ""
    stroke: str = ""
    width: float = 0
    dash: tuple[float, ...] = ()
    pattern: Pattern = Pattern.NONE
    marker: Marker = Marker.CIRCLE
    letter: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Text on the map: the tile property that holds it (`field_en` in English), size px, halo, view zooms.

    `room_field` names a tile property with the room that the feature offers, metres: below `overflow_zoom` a label
    wider than its room is not drawn. From `max_zoom` on the label is not drawn. `plate`: colour of a plate behind it.
    """

    field: str
    field_en: str = ""
    min_zoom: float = 0
    size: int = 12
    weight: int = 500
    colour: str = "#3a4048"
    halo: str = "#ffffffcc"
    numeric: bool = False
    along_line: bool = False
    overflow_zoom: float = 19
    room_field: str = ""
    max_zoom: float = 24
    plate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a layer is drawn. `width_field` names a tile property in metres, drawn to scale."""

    fill: str = ""
    stroke: str = ""
    width: float = 1
    dash: tuple[float, ...] = ()
    pattern: Pattern = Pattern.NONE
    radius: float = 5
    width_field: str = ""
    label: Label | None = None
    category_field: str = ""
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffColumns:
    """Columns that files for the staff carry beside the public ones: `fields` of the row of `model` that `key` names.

    `key` is a column of the layer's own model. Row level security shows nobody a row of another territory.
    """

    model: type[Model]
    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coarse:
    """What tiles down to zoom `max_zoom` are cut from: `geometry`, a stored column of simpler shapes in EPSG:3857."""

    geometry: str
    max_zoom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Zooms, both included, whose tiles are cut from one column."""

    min_zoom: int
    max_zoom: int
    geometry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer that a slice offers. What is not declared here cannot be reached: neither table nor column.

    `model` is the published projection; `fields` are its columns that tiles and exports carry; `tile_geometry` is
    the stored column in EPSG:3857, `export_geometry` the one in the storage CRS. `coarse` names what is read instead at
    low zooms, the lowest first. `clearance` is a stored column that says how far corners may move before a surface is
    unsound (geo.spatial.functions.Clearance): tiles of layers that keep it are cut faster.
    `base` is the model behind a view, with the expressions of its generated columns. `about` says in a sentence or two
    what the features are. `past` names an SQL function (place geometry, as_of timestamptz, known_at timestamptz) whose
    rows have `fields`, `municipality_id` and `geom` in the storage CRS as everyone may know them; "" where no past is
    kept.
    `staff_columns` go into the files of the staff, of their own territories, and nowhere else.
    """

    name: str
    title: Text
    geometry: Geometry
    model: type[Model]
    fields: tuple[str, ...]
    audience: Audience = Audience.PUBLIC
    tile_geometry: str = "geom_3857"
    coarse: tuple[Coarse, ...] = ()
    clearance: str = ""
    base: type[Model] | None = None
    export_geometry: str = "geom"
    min_zoom: int = 0
    max_zoom: int = 18
    order: int = 0
    visible: bool = True
    in_legend: bool = True
    follows: str = ""
    style: Style = field(default_factory=Style)
    key_field: str = ""
    about: Text = ""
    past: str = ""
    staff_columns: tuple[StaffColumns, ...] = ()
    card_url: str = ""
    page_url: str = ""

    @property
    def deepest_tile(self) -> int:
        """The greatest zoom of which clients should ask for tiles."""
        return min(self.max_zoom, DEEPEST_TILE)

    def geometry_at(self, zoom: int) -> str:
        """Return the column that tiles of a zoom are cut from."""
        return next((coarse.geometry for coarse in self.coarse if zoom <= coarse.max_zoom), self.tile_geometry)

    def tile_columns(self, zoom: int) -> tuple[str, ...]:
        """Return the columns beside `fields` that tiles of a zoom are cut with."""
        geometry = self.geometry_at(zoom)
        return (geometry, self.clearance) if self.clearance and geometry == self.tile_geometry else (geometry,)

    def spans(self) -> tuple[Span, ...]:
        """Return what the zooms of the layer are cut from, from the lowest to the greatest."""
        ends = [coarse.max_zoom for coarse in self.coarse if self.min_zoom <= coarse.max_zoom < self.max_zoom]
        begins = [self.min_zoom, *(end + 1 for end in ends)]
        return tuple(
            Span(min_zoom=begin, max_zoom=end, geometry=self.geometry_at(begin))
            for begin, end in zip(begins, [*ends, self.max_zoom], strict=True)
        )

    @property
    def key(self) -> str:
        """The field by which rows are told apart: `key_field` where it is kept unique, else the primary key."""
        meta = self.model._meta
        unique = {field.name for field in meta.concrete_fields if field.unique and not field.null}
        unique |= {constraint.fields[0] for constraint in meta.total_unique_constraints if len(constraint.fields) == 1}
        return self.key_field if self.key_field in unique else str(meta.pk.name)
