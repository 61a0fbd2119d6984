"""FlatGeobuf: one file that programs read over the network piece by piece; rows in the order of its spatial index."""

from pathlib import Path

from geo.exchange.formats import Feed, writes
from geo.exchange.writers.streaming import write_with_gdal


@writes("fgb", suffix=".fgb", title="FlatGeobuf", media_type="application/vnd.flatgeobuf")
def write_flatgeobuf(path: Path, feed: Feed) -> None:
    """Write a layer with its spatial index. Errors: CannotWrite."""
    options = {"SPATIAL_INDEX": "YES", "TITLE": feed.title, "DESCRIPTION": feed.description}
    write_with_gdal(path, feed, "FlatGeobuf", layer_options=options)
