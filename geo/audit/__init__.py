"""Who changed what, when and why: the timeline of any record."""
