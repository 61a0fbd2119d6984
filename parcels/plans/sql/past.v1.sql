-- What everyone may know of plans at a place, as the law was at one instant and as the register knew it at another (NULL:
-- now). The state is that of the earlier of the two, by the journal. Before anything was recorded of a plan it is as it
-- was entered, from the day of its approval on; without such a day nothing is told of it. Drafts and plans under review
-- never. Number, name and outline are those that are held now. Runs as the guard: public columns only. Geometry in the
-- storage CRS.
CREATE FUNCTION plans_at_v1(place geometry, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (id bigint, municipality_id integer, number text, revision smallint, status text, name text, name_en text,
               geom geometry)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  known constant timestamptz := coalesce(known_at, now());
  seen constant timestamptz := least(as_of, known);
BEGIN
  RETURN QUERY
  SELECT p.id, p.municipality_id, p.number::text, p.revision, s.status::text, p.name::text, p.name_en::text, p.geom
    FROM plans_plan p
    LEFT JOIN LATERAL (
      SELECT c.target, c.changed_at FROM plans_planstatuschange c WHERE c.plan_id = p.id ORDER BY c.changed_at, c.id LIMIT 1
    ) AS entered ON true
   CROSS JOIN LATERAL (
     SELECT CASE WHEN p.status_since <= seen THEN p.status
                 WHEN entered.changed_at <= seen THEN (
                   SELECT c.target FROM plans_planstatuschange c WHERE c.plan_id = p.id AND c.changed_at <= seen
                    ORDER BY c.changed_at DESC, c.id DESC LIMIT 1)
                 WHEN p.approved_on <= (as_of AT TIME ZONE 'Asia/Riyadh')::date
                      AND (known_at IS NULL OR entered.changed_at <= known) THEN entered.target END AS status OFFSET 0) AS s
   WHERE p.geom && place AND ST_Intersects(p.geom, place)
     AND s.status IN ('approved', 'amended', 'superseded', 'inventoried_old', 'numbered', 'approved_old');
END
$$;
ALTER FUNCTION plans_at_v1(geometry, timestamptz, timestamptz) OWNER TO mukhattat_guard;
