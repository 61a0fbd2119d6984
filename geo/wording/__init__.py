"""Numbers and lengths in Arabic words, as documents of land write them, and reading such words back."""
