-- A plan takes the place of parcels by its own approved case: what begins is of that plan, and what ends lies under it.
-- SQLSTATE MK017.
CREATE FUNCTION replan_decision_v1(for_case uuid, ended uuid[], children uuid[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  decided bigint := (
    SELECT pc.plan_id FROM cases_case c JOIN planning_plancase pc ON pc.case_id = c.id
     WHERE c.id = for_case AND c.kind = 'plan' AND c.state = 'approved' AND c.municipality_id = ANY (current_territories_v1()));
BEGIN
  IF decided IS NULL
     OR EXISTS (SELECT FROM unnest(children) AS u LEFT JOIN register_parcel p ON p.id = u WHERE p.plan_id IS DISTINCT FROM decided)
     OR EXISTS (
       SELECT FROM unnest(ended) AS u WHERE NOT EXISTS (
         SELECT FROM register_boundaryversion was JOIN register_boundaryversion comes
             ON comes.parcel_id = ANY (children) AND upper_inf(comes.recorded) AND ST_Relate(was.geom, comes.geom, 'T********')
          WHERE was.parcel_id = u AND upper_inf(was.recorded) AND upper_inf(was.valid))) THEN
    RAISE EXCEPTION 'case % was not approved for this', for_case USING ERRCODE = 'MK017';
  END IF;
END
$$;
