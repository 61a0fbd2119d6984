"""Imports on their way: uploaded, read, put in place, checked row by row, accepted or given up; never straight in."""
