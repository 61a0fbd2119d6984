"""Survey decisions (القرار المساحي): what was observed on the ground, and what follows for the boundary."""
