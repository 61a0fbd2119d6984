"""Fees and bills: dated tariffs, explained fees, bills with their life, the port to whoever collects."""
