"""Layer registry."""
