"""Orthophotos and scanned plans, kept as pyramids of tiles and catalogued; the only importer of rasterio."""
