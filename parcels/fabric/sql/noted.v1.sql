-- Streets and buildings are noted when they change (geo/layers/sql/changes.v1.sql).
SELECT note_changes_of_v1('fabric_street', 'geom_3857');
SELECT note_changes_of_v1('fabric_building', 'geom_3857');

-- Streets that begin or end to hold in (since, until]: EPSG:3857.
CREATE FUNCTION streets_turned_v1(since date, until date) RETURNS SETOF geometry
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT geom_3857 FROM fabric_street
   WHERE (lower(valid) > since AND lower(valid) <= until) OR (upper(valid) > since AND upper(valid) <= until)
$$;
INSERT INTO layers_dated (source, turned) VALUES ('fabric_street', 'streets_turned_v1');
ALTER FUNCTION streets_turned_v1(date, date) OWNER TO mukhattat_guard;
