"""Public tiles as files: published as they are asked for, dropped as what they show changes (docs/decisions/0026)."""
