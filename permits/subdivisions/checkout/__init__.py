"""Land taken along as a file and brought back: check-outs with locks, check-ins with a three-way comparison."""
