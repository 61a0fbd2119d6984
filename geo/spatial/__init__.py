"""Words about space: the storage CRS, named operations, tolerances, shared SQL."""
