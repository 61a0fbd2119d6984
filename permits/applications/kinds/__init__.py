"""Kinds of permit: each file here declares one; a new kind is a new file and a line in apps.py."""
