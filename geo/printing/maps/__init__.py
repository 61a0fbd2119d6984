"""Maps to scale for printed documents: geometry as SVG in millimetres, text as HTML above it.

WeasyPrint sets SVG text letter by letter, which tears Arabic apart; so no text is ever in the SVG.
"""

from geo.printing.maps.drawing import MapDrawing, draw_map
from geo.printing.maps.features import MapFeature, Symbol
from geo.printing.maps.outline import Outline, outline
from geo.printing.maps.sides import Side, sides_of

__all__ = ["MapDrawing", "MapFeature", "Outline", "Side", "Symbol", "draw_map", "outline", "sides_of"]
