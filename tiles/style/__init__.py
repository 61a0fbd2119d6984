"""The map described for other programs and in print: MapLibre style, sprites, legend, one TileJSON of all layers."""
