"""GeoJSON (RFC 7946): longitude and latitude, rings wound by the right hand."""

from pathlib import Path

from geo.exchange.formats import Feed, writes
from geo.exchange.writers.streaming import write_with_gdal

#: Of a degree: a tenth of a millimetre.
DECIMALS = 9


@writes("geojson", suffix=".geojson", title="GeoJSON", media_type="application/geo+json", lonlat=True)
def write_geojson(path: Path, feed: Feed) -> None:
    """Write a layer; its coordinates are degrees already. Errors: CannotWrite."""
    options = {"RFC7946": "YES", "COORDINATE_PRECISION": str(DECIMALS), "DESCRIPTION": feed.description}
    write_with_gdal(path, feed, "GeoJSON", layer_options=options)
