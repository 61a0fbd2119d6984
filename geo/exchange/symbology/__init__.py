"""A layer's declared style in the languages of desktop GIS: QGIS's QML and OGC's Styled Layer Descriptor."""
