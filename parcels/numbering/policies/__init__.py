"""Ways to number a quarter, by name: each module declares one with `registry.declares`."""
