"""CQL2 (OGC 21-065r2): text and JSON of filters, and the SQL that they mean."""
