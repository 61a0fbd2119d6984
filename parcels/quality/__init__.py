"""Checks of a whole territory: overlaps, gaps, slivers, parcels outside their blocks (ISO 19157)."""
