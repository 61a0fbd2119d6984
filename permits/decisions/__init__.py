"""Decisions as they were taken: what they stood on, kept so that each can be taken again."""
