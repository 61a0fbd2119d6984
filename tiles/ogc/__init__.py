"""OGC API – Features and WFS 2.0 over the layer registry."""
