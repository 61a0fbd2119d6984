"""Deeds and rights: what a document says of a parcel, and who holds which share of it."""
