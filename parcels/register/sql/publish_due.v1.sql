-- Brings the public projection up to date where only the calendar moved: a boundary that became true in law since it was
-- written down, one that ended. Compares what is published with what is true now, in the territories of this
-- transaction; returns how many parcels differed. May be repeated, and a missed day is made good by the next. Runs as the
-- guard, who alone writes the projection.
CREATE FUNCTION publish_due_v1() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  due uuid[];
BEGIN
  SELECT array_agg(id) INTO due
    FROM (SELECT id, version_id FROM parcel_now_v1 WHERE municipality_id = ANY (current_territories_v1())) AS now
    FULL JOIN (SELECT id, version_id FROM register_publishedparcel WHERE municipality_id = ANY (current_territories_v1())) AS shown
   USING (id)
   WHERE now.version_id IS DISTINCT FROM shown.version_id;
  IF due IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM publish_parcels_v1(due);
  RETURN cardinality(due);
END
$$;
ALTER FUNCTION publish_due_v1() OWNER TO mukhattat_guard;
