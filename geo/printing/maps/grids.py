"""The name of the grid that maps on paper are drawn in."""

from geo.spatial.crs import storage_srid

#: Zones of KSA-GRF17 in Universal Transverse Mercator, by their EPSG codes.
_NAMES = {zone: f"KSA-GRF17 / UTM {zone - 9320}N" for zone in range(9356, 9361)}


def storage_grid() -> str:
    """Return the storage CRS as the margin of a map names it."""
    return _NAMES.get(storage_srid(), f"EPSG:{storage_srid()}")
