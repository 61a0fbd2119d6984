"""The one list of layers: tiles, legend and exports read it, slices fill it from their `layers.py`."""

from geo.layers.layer import Audience, Layer
from geo.registry import Registry

layers: Registry[Layer] = Registry("layer")


def offer(layer: Layer) -> Layer:
    """Declare a layer."""
    return layers.register(layer.name, layer)


def layers_for(audience: Audience) -> tuple[Layer, ...]:
    """Return the layers that an audience may see, in drawing order; staff see the public ones too."""
    seen = {Audience.PUBLIC, audience}
    return tuple(sorted((layer for layer in layers if layer.audience in seen), key=lambda layer: layer.order))
