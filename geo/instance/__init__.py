"""The private instance of a checkout: cluster, roles, database and server, made without Django."""
