"""Other people's files, read by a process that can reach nothing: what they are, and their rows."""
