-- What everyone may know of numbered parcels at a place, as the law was at one instant and as the register knew it at
-- another (NULL: now). The state is that of the earlier of the two; NULL before anything was recorded of it. Runs as the
-- guard: public columns only, drafts never. Geometry in the storage CRS.
CREATE FUNCTION parcels_at_v1(place geometry, as_of timestamptz, known_at timestamptz)
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
     WHERE v.geom && place AND upper_inf(v.recorded) AND (known_at IS NULL OR v.recorded @> known_at)
     UNION ALL
    SELECT v.* FROM register_boundaryversion v
     WHERE v.geom && place AND NOT upper_inf(v.recorded) AND v.recorded @> known_at AND known_at IS NOT NULL
  )
  SELECT p.id, v.id, v.municipality_id, p.code::text, p.parcel_label::text, b.label::text, pl.number::text, d.name::text,
         d.name_en::text, s.target::text, v.area_grid_m2, lower(v.valid), upper(v.valid), v.geom
    FROM held v JOIN register_parcel p ON p.id = v.parcel_id
    JOIN plans_block b ON b.id = p.block_id JOIN plans_plan pl ON pl.id = p.plan_id JOIN plans_district d ON d.id = p.district_id
    LEFT JOIN LATERAL (
      SELECT c.target FROM register_statechange c WHERE c.parcel_id = p.id AND c.changed_at <= seen
       ORDER BY c.changed_at DESC, c.id DESC LIMIT 1) AS s ON true
   WHERE v.valid @> as_of AND ST_Intersects(v.geom, place) AND p.code IS NOT NULL
     AND (s.target IN ('provisional', 'active', 'under_change', 'frozen') OR s.target IS NULL AND p.created_at > seen);
END
$$;

-- All changes of land that a parcel descends from and that descend from it: one row for each pair of former and new.
CREATE FUNCTION lineage_v1(parcel uuid)
RETURNS TABLE (event_id uuid, kind text, happened_at timestamptz, parent_id uuid, child_id uuid, area_m2 double precision,
               parent_share double precision, child_share double precision)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE above (id) AS (
    SELECT parcel UNION SELECT l.parent_id FROM register_lineagelink l JOIN above a ON l.child_id = a.id
  ), below (id) AS (
    SELECT parcel UNION SELECT l.child_id FROM register_lineagelink l JOIN below b ON l.parent_id = b.id
  )
  SELECT e.id, e.kind::text, e.happened_at, l.parent_id, l.child_id, l.area_m2, l.parent_share, l.child_share
    FROM (SELECT u.* FROM register_lineagelink u JOIN above a ON u.child_id = a.id
           UNION SELECT d.* FROM register_lineagelink d JOIN below b ON d.parent_id = b.id) AS l
    JOIN register_lineageevent e ON e.id = l.event_id
   ORDER BY e.happened_at, l.parent_id, l.child_id
$$;

-- Where the land of a parcel, of today or retired, lies now: parcels of the public projection that descend from it, with
-- the area that they share with its last boundary, as a share of that boundary and of theirs.
CREATE FUNCTION land_today_v1(parcel uuid)
RETURNS TABLE (id uuid, area_m2 double precision, share_of_former double precision, share_of_present double precision)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE below (id) AS (
    SELECT parcel UNION SELECT l.child_id FROM register_lineagelink l JOIN below b ON l.parent_id = b.id
  ), former AS (
    SELECT v.geom FROM register_boundaryversion v WHERE v.parcel_id = parcel AND upper_inf(v.recorded)
     ORDER BY upper(v.valid) DESC NULLS FIRST, lower(v.valid) DESC LIMIT 1
  )
  SELECT now.id, common.area, common.area / ST_Area(former.geom), common.area / ST_Area(now.geom)
    FROM former, below JOIN register_publishedparcel now ON now.id = below.id
   CROSS JOIN LATERAL (SELECT CASE WHEN now.id = parcel THEN ST_Area(now.geom)
                                   ELSE ST_Area(ST_Intersection(former.geom, now.geom)) END AS area) AS common
   WHERE now.id = parcel OR common.area > 0.001 * ST_Perimeter(now.geom)
   ORDER BY common.area DESC, now.code
$$;
