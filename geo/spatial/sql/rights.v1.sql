-- A function of ours may be called by whom a grants.sql names, by nobody else: PostgreSQL's own default is everyone.
-- Trigger functions too: the application may make temporary tables, and a definer's trigger function that anyone may
-- attach to a table of his own writes what he likes with the definer's rights.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
