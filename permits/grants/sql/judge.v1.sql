-- What stands against granting plots, all facts of all plots in one statement. `own_case` and `own_pool` do not stand in
-- their own way, nor does what others ask for after a plot was claimed for `own_case`. Only plots of the territories of the
-- transaction are told; rights, permits, buildings and restrictions of every office count. The reasons are
-- permits.grants.enums.Reason.
CREATE FUNCTION plots_judged_v1(parcels uuid[], own_case uuid, own_pool uuid, least_frontage numeric, least_width numeric)
RETURNS TABLE (parcel_id uuid, version_id bigint, area_grid_m2 double precision, street_m numeric, reasons text[])
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.id, v.id, v.area_grid_m2, street.width_m, array_remove(ARRAY[
      CASE WHEN pl.status NOT IN ('approved', 'amended') THEN 'plan_not_approved' END,
      CASE WHEN p.state <> 'active' OR p.code IS NULL OR v.id IS NULL THEN 'not_active' END,
      CASE WHEN EXISTS (SELECT FROM rights_right r WHERE r.parcel_id = p.id AND upper_inf(r.recorded)
                           AND NOT isempty(r.recorded) AND coalesce(upper(r.valid) > now(), true)) THEN 'owned' END,  -- also one that begins later
      CASE WHEN EXISTS (SELECT FROM published_mask m WHERE m.geom && v.geom AND ST_Intersects(m.geom, v.geom)
                           AND ST_Area(ST_Intersection(m.geom, v.geom)) > 0.5) THEN 'masked' END,
      CASE WHEN street.width_m IS NULL THEN 'no_street' END,
      CASE WHEN EXISTS (SELECT FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id
                         WHERE a.parcel_id = p.id AND c.state NOT IN
                               ('draft', 'rejected', 'cancelled', 'revoked', 'expired', 'closed')
                           AND (own_case IS NULL OR c.state NOT IN ('submitted', 'recommended', 'returned'))) THEN 'permitted' END,
      CASE WHEN EXISTS (SELECT FROM cases_claim k WHERE k.parcel_id = p.id AND k.released_at IS NULL
                           AND k.case_id IS DISTINCT FROM own_case
                           AND NOT EXISTS (SELECT FROM cases_claim mine WHERE mine.case_id = own_case
                                              AND mine.parcel_id = p.id AND mine.released_at IS NULL AND mine.id < k.id))
           THEN 'held' END,
      CASE WHEN EXISTS (SELECT FROM grants_allotment t WHERE t.parcel_id = p.id AND t.released_at IS NULL
                           AND t.grant_id IS DISTINCT FROM own_case) THEN 'allotted' END,
      CASE WHEN EXISTS (SELECT FROM grants_poolplot o WHERE o.parcel_id = p.id AND o.held
                           AND o.pool_id IS DISTINCT FROM own_pool) THEN 'in_pool' END,
      CASE WHEN EXISTS (SELECT FROM published_building b WHERE b.geom && v.geom AND ST_Intersects(b.geom, v.geom)
                           AND ST_Area(ST_Intersection(b.geom, v.geom)) > 0.5) THEN 'built' END
    ], NULL)
    FROM register_parcel p
    JOIN plans_plan pl ON pl.id = p.plan_id
    LEFT JOIN register_boundaryversion v ON v.parcel_id = p.id AND upper_inf(v.recorded) AND upper_inf(v.valid)
    LEFT JOIN LATERAL (
      SELECT max(s.width_m) AS width_m FROM published_street s
       WHERE s.geom && ST_Expand(v.geom, 62) AND s.width_m >= least_width
         AND ST_DWithin(s.geom, v.geom, s.width_m / 2.0 + 1)
         AND ST_Length(ST_Intersection(ST_Boundary(v.geom), ST_Buffer(s.geom, s.width_m / 2.0 + 1, 'endcap=flat')))
             >= least_frontage) AS street ON true
   WHERE p.id = ANY (parcels) AND p.municipality_id = ANY (current_territories_v1())
$$;
ALTER FUNCTION plots_judged_v1(uuid[], uuid, uuid, numeric, numeric) OWNER TO mukhattat_guard;

-- The grants of a person that led to a plot, over all offices, but for one: office, number of the decision, state.
-- The hash is not to be guessed: it is keyed.
CREATE FUNCTION previous_grants_v1(person text, but uuid)
RETURNS TABLE (office varchar, number varchar, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT m.name, coalesce(d.number, ''), g.state
    FROM grants_grant g JOIN municipalities_municipality m ON m.id = g.municipality_id
    LEFT JOIN grants_grantdecision d ON d.grant_id = g.id AND d.revoked_at IS NULL
   WHERE g.identifier_hash = person AND person <> '' AND g.id IS DISTINCT FROM but
     AND (d.id IS NOT NULL OR g.state IN ('deed_issued', 'condition_period', 'fulfilled', 'withdrawn'))
   ORDER BY 2, 1
$$;
ALTER FUNCTION previous_grants_v1(text, uuid) OWNER TO mukhattat_guard;
