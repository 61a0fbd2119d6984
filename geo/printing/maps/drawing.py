"""A finished map: scale, drawing, labels and legend, ready for a template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from shapely import total_bounds

from geo.calendars.digits import local_digits
from geo.printing.errors import MapDoesNotFit
from geo.printing.maps.features import MapFeature, Symbol
from geo.printing.maps.label import MapLabel
from geo.printing.maps.labels import place_labels
from geo.printing.maps.sheet import fit_sheet
from geo.printing.maps.svg import draw, number, swatch


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One row of the legend."""

    swatch: SafeString
    text: str


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """A map at 1:scale, width × height millimetres. `svg` has no text; `html` has all of it."""

    width: float
    height: float
    scale: int
    grid_name: str
    svg: SafeString
    labels: tuple[MapLabel, ...]
    legend: tuple[LegendEntry, ...]
    language: str

    @property
    def size_style(self) -> str:
        """The size as CSS: numbers only."""
        return f"width:{number(self.width)}mm;height:{number(self.height)}mm"

    @property
    def ratio(self) -> str:
        """The scale as it is written, «١:٥٠٠» or "1:500"."""
        return local_digits(f"1:{self.scale}", self.language)

    @property
    def html(self) -> SafeString:
        """The map with its labels, for `{{ map.html }}` in a print template."""
        with translation.override(self.language):
            return render_to_string("printing/map.html", {"map": self})


def draw_map(
    features: Sequence[MapFeature], *, width: float, height: float, language: str,
    grid_name: str = "", legend: Mapping[Symbol, str] | None = None,
) -> MapDrawing:  # fmt: skip
    """Return a map of the features, width × height mm, at the largest round scale that fits.

    What has `focus` is shown whole and in the middle; the rest as far as the frame reaches. Geometry: metres
    in one projected CRS, which `grid_name` names for the reader. `legend`: the texts of the symbols to
    explain. Errors: MapDoesNotFit, also when no feature has focus.
    """
    focus = [feature.geometry for feature in features if feature.focus]
    if not focus:
        raise MapDoesNotFit(features=len(features))
    west, south, east, north = (float(value) for value in total_bounds(focus))
    sheet = fit_sheet((west, south, east, north), width=width, height=height)
    with translation.override(language):
        labels = place_labels(sheet, features, language)
    return MapDrawing(
        width=width,
        height=height,
        scale=sheet.scale,
        grid_name=grid_name,
        svg=_safe(draw(sheet, features)),
        labels=labels,
        legend=tuple(LegendEntry(_safe(swatch(symbol)), text) for symbol, text in (legend or {}).items()),
        language=language,
    )


def _safe(svg: str) -> SafeString:
    """Mark SVG as markup: maps/svg.py writes numbers and constants into it, never a text."""
    return mark_safe(svg)
