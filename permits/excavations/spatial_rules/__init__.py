"""The rules of an excavation, one law a file."""
