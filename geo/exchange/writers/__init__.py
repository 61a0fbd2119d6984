"""One module a file format; each declares itself with `geo.exchange.formats.writes`."""
