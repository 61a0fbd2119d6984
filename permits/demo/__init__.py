"""The sample municipality: made-up and borrowed records, written through the same services as real ones."""
