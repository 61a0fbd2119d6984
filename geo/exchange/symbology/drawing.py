"""What desktop GIS must draw: a layer's style resolved into one rule a legend row, on the geometry that is exported."""

from dataclasses import dataclass, replace

from django.utils.translation import get_language, pgettext

from geo.exchange.columns import GeometryColumn, columns_of, geometry_of
from geo.layers.layer import Category, Geometry, Label, Layer, Marker, Pattern, Style
from geo.layers.registry import layers

#: Denominator of the scale of view zoom 0: 256-px tiles, 96 px an inch, at the equator.
ZOOM_0_SCALE = 591_658_711
#: A label whose last zoom is this one is drawn however near the reader comes.
DEEPEST_ZOOM = 24
_UNDECLARED = "#7f7f7f"
_KINDS = {
    "Point": Geometry.POINT,
    "MultiPoint": Geometry.POINT,
    "LineString": Geometry.LINE,
    "MultiLineString": Geometry.LINE,
    "Polygon": Geometry.POLYGON,
    "MultiPolygon": Geometry.POLYGON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one kind of feature is drawn. Colours #rrggbb[aa] or "", widths and radius in px."""

    fill: str
    stroke: str
    width: float
    dash: tuple[float, ...]
    pattern: Pattern
    radius: float
    marker: Marker = Marker.CIRCLE
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the legend; the rule whose value is None draws what no other rule drew."""

    value: str | None
    title: str
    look: Look


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words on the map: the column that holds them, how they look, and the scales between which they are read."""

    column: str
    look: Label

    @property
    def smallest_scale(self) -> int:
        """Denominator of the smallest scale at which the words are drawn; 0 for every scale."""
        return round(ZOOM_0_SCALE / 2**self.look.min_zoom) if self.look.min_zoom else 0

    @property
    def largest_scale(self) -> int:
        """Denominator of the largest scale at which the words are drawn; 0 for every scale."""
        return round(ZOOM_0_SCALE / 2**self.look.max_zoom) if self.look.max_zoom < DEEPEST_ZOOM else 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawable layer: `kind` is the exported geometry's; `as_markers` says that surfaces are shown by a marker."""

    title: str
    kind: Geometry
    as_markers: bool
    category_column: str
    width_column: str
    rules: tuple[Rule, ...]
    lettering: Lettering | None


def drawing_of(layer: Layer) -> Drawing:
    """Return what to draw for a layer, its words in the active language."""
    kind = _kind(layer, geometry_of(layer))
    return Drawing(
        title=str(layer.title),
        kind=kind,
        as_markers=layer.geometry == Geometry.POINT and kind == Geometry.POLYGON,
        category_column=layer.style.category_field,
        width_column=layer.style.width_field,
        rules=_rules(layer),
        lettering=_lettering(layer),
    )


def _kind(layer: Layer, geometry: GeometryColumn) -> Geometry:
    return _KINDS.get(geometry.shape, layer.geometry)


def _rules(layer: Layer) -> tuple[Rule, ...]:
    style = layer.style
    if not style.category_field:
        return (Rule(None, str(layer.title), _base(style)),)
    named = (Rule(one.value, str(one.label), _look(style, one)) for one in style.categories)
    return (*named, Rule(None, pgettext("a legend row", "Other"), _seen(_base(style))))


def _base(style: Style) -> Look:
    return Look(
        fill=style.fill,
        stroke=style.stroke,
        width=style.width,
        dash=style.dash,
        pattern=style.pattern,
        radius=style.radius,
    )


def _seen(look: Look) -> Look:
    """Return a look in which a value that nobody declared is still seen: a file must not hide a row."""
    return look if look.fill or look.stroke else replace(look, fill=_UNDECLARED, stroke=_UNDECLARED)


def _look(style: Style, category: Category) -> Look:
    """Return the style with what the category says otherwise."""
    return Look(
        fill=category.fill or style.fill,
        stroke=category.stroke or style.stroke,
        width=category.width or style.width,
        dash=category.dash or style.dash,
        pattern=category.pattern or style.pattern,
        radius=style.radius,
        marker=category.marker,
        letter=str(category.letter),
    )


def _lettering(layer: Layer) -> Lettering | None:
    """Return the words of the layer, or of the label layer that follows it where its columns carry them."""
    carried = {column.name for column in columns_of(layer)}
    followers = (other for other in layers if other.follows == layer.name)
    for label in (one.style.label for one in (layer, *followers)):
        if label and label.field in carried:
            english = not (get_language() or "ar").startswith("ar") and label.field_en in carried
            return Lettering(label.field_en if english else label.field, label)
    return None
