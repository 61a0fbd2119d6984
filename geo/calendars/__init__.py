"""Hijri and Gregorian dates, digits, terms and working days: pure functions, no tables."""
