"""Orthophotos and scanned plans as web tiles and WMTS, and the page that lists them."""
