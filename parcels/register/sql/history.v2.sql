-- What everyone may know of numbered parcels at a place, as the law was at one instant and as the register knew it at
-- another (NULL: now). The state is that of the earlier of the two; NULL before anything was recorded of it. Changes of
-- state are looked up only where the parcel has changed since. Runs as the guard: public columns only, drafts never.
-- Geometry in the storage CRS.
CREATE FUNCTION parcels_at_v2(place geometry, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (id uuid, version_id bigint, municipality_id integer, code text, number text, block_label text, plan_number text,
               district_name text, district_name_en text, state text, area_m2 double precision, valid_from timestamptz,
               valid_until timestamptz, geom geometry)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  seen constant timestamptz := least(as_of, coalesce(known_at, now()));
BEGIN
  RETURN QUERY
  WITH held AS (
    SELECT v.* FROM register_boundaryversion v
     WHERE v.geom && place AND upper_inf(v.recorded) AND (known_at IS NULL OR v.recorded @> known_at) AND v.valid @> as_of
     UNION ALL
    SELECT v.* FROM register_boundaryversion v
     WHERE v.geom && place AND NOT upper_inf(v.recorded) AND v.recorded @> known_at AND known_at IS NOT NULL AND v.valid @> as_of
  )
  SELECT p.id, v.id, v.municipality_id, p.code::text, p.parcel_label::text, b.label::text, pl.number::text, d.name::text,
         d.name_en::text, s.state::text, v.area_grid_m2, lower(v.valid), upper(v.valid), v.geom
    FROM held v JOIN register_parcel p ON p.id = v.parcel_id
    JOIN plans_block b ON b.id = p.block_id JOIN plans_plan pl ON pl.id = p.plan_id JOIN plans_district d ON d.id = p.district_id
   CROSS JOIN LATERAL (
     SELECT CASE WHEN p.state_since <= seen THEN p.state
                 WHEN p.created_at <= seen THEN (
                   SELECT c.target FROM register_statechange c WHERE c.parcel_id = p.id AND c.changed_at <= seen
                    ORDER BY c.changed_at DESC, c.id DESC LIMIT 1) END AS state OFFSET 0) AS s
   WHERE p.code IS NOT NULL AND ST_Intersects(v.geom, place)
     AND (s.state IN ('provisional', 'active', 'under_change', 'frozen') OR s.state IS NULL AND p.created_at > seen);
END
$$;
ALTER FUNCTION parcels_at_v2(geometry, timestamptz, timestamptz) OWNER TO mukhattat_guard;

DROP FUNCTION parcels_at_v1(geometry, timestamptz, timestamptz);
