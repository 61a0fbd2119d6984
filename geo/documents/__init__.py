"""Files that are kept for a record: what they are, whose, and that nobody changed them."""
