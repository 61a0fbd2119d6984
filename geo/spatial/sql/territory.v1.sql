-- The territories of the running transaction: set by geo.municipalities.scope with set_config(…, true).
-- NULLIF: after a local setting has ended, the value on a reused connection is an empty string.
CREATE FUNCTION current_territories_v1() RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT NULLIF(current_setting('app.municipalities', true), '')::integer[] $$;

-- Row level security by municipality, for the owner too. The sub-select makes the planner read the setting once.
CREATE FUNCTION protect_territory_v1(protected regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
  EXECUTE format('CREATE POLICY territory ON %s USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[]))', protected);
END
$$;
COMMENT ON FUNCTION protect_territory_v1(regclass) IS 'Rows are seen and written only inside the territories of the transaction';
