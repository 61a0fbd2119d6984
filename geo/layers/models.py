"""No models: the tables of the log belong to SQL functions alone (sql/changes.v1.sql)."""
