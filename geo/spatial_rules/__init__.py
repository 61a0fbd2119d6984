"""Rule engine: facts are gathered, judged purely, and answered yes, no or unknown."""
