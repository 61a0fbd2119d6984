-- What everyone may know of permits at a place, as the law was at one instant and as the register knew it at another
-- (NULL: now): those that were issued by then, on the outline of their parcel; a revocation counts from its own instant.
-- A permit is known since its case was issued. Runs as the guard: public columns only. Geometry in the storage CRS.
CREATE FUNCTION permits_at_v1(place geometry, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (id uuid, municipality_id integer, number text, kind text, status text, issued_on date, expires_on date,
               parcel_code text, geom geometry)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  seen constant timestamptz := least(as_of, coalesce(known_at, now()));
BEGIN
  RETURN QUERY
  SELECT s.id, s.municipality_id, s.number::text, s.kind::text, CASE WHEN p.revoked_at <= seen THEN 'revoked' ELSE 'valid' END,
         s.issued_on, s.expires_on, s.parcel_code::text, s.geom
    FROM applications_publishedpermit s JOIN applications_permit p ON p.id = s.id
   WHERE s.geom && place AND ST_Intersects(s.geom, place) AND p.issued_on <= (as_of AT TIME ZONE 'Asia/Riyadh')::date
     AND (known_at IS NULL OR EXISTS (
       SELECT FROM cases_caseevent e WHERE e.case_id = p.application_id AND e.target = 'issued' AND e.taken_at <= known_at));
END
$$;
ALTER FUNCTION permits_at_v1(geometry, timestamptz, timestamptz) OWNER TO mukhattat_guard;
