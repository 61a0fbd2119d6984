"""Which signs the public map draws, and what each is called in a sprite."""

from collections.abc import Iterator

from geo.exchange.symbology.drawing import Look, Rule, drawing_of
from geo.layers.layer import Audience, Geometry, Layer
from geo.layers.registry import layers_for


def public_layers() -> tuple[Layer, ...]:
    """Return what everyone may see, in drawing order."""
    return layers_for(Audience.PUBLIC)


def rules_of(layer: Layer) -> tuple[Rule, ...]:
    """Return how each value of a layer is drawn; the rule without a value draws the rest."""
    return drawing_of(layer).rules


def has_shapes(layer: Layer) -> bool:
    """Say whether a layer draws more than words."""
    return layer.geometry != Geometry.POINT or any(rule.look.fill for rule in declared(layer))


def declared(layer: Layer) -> tuple[Rule, ...]:
    """Return the rows of the legend: what is declared, without the rule for what nobody declared."""
    rules = rules_of(layer)
    return rules if len(rules) == 1 else tuple(rule for rule in rules if rule.value is not None)


def sign_name(layer: Layer, look: Look) -> str:
    """Return the name of a look's sign in the sprite: its marker, or its pattern without the colour behind it."""
    if layer.geometry == Geometry.POINT:
        return f"{look.marker.value}-{_hex(look.fill)}-{look.radius:g}"
    return f"{look.pattern.value}-{_hex(look.stroke)}"


def signs() -> Iterator[tuple[str, Look, bool]]:
    """Yield every sign of the sprite once: its name, its look, whether it is a marker."""
    seen = set()
    for layer in public_layers():
        markers = layer.geometry == Geometry.POINT
        for rule in rules_of(layer):
            wanted = has_shapes(layer) and rule.look.fill if markers else rule.look.pattern
            name = sign_name(layer, rule.look)
            if wanted and name not in seen:
                seen.add(name)
                yield name, rule.look, markers


def _hex(colour: str) -> str:
    return colour.removeprefix("#") or "none"
