"""Search registry: slices declare what can be found and how it is shown."""
