"""Rules that a permit application must meet: one law a file."""
