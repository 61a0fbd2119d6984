"""Rules that a survey must meet: one law a file."""
