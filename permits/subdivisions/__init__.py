"""Requests to split, merge and move boundaries, decided by two signatures."""
