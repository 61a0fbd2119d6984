"""Other people's pictures, read and drawn anew by a process that can reach nothing else; no Django in that process."""
