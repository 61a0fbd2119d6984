"""Rules of plans: one law, one file."""
