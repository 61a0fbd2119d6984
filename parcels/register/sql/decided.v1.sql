-- No boundary goes without a decision (INTEGRITY): whoever changes land names the case that decided on it.

-- The register knows no cases. It asks two functions of the slices whose cases decide, which refuse what was not decided
-- (SQLSTATE MK017); where there is no such slice there is no such function, and no land changes:
--   land_decision_v1(for_case uuid, change_kind text, ended uuid[], kept uuid[], child_parents uuid[], coming geometry[]),
--     `coming` being the shapes of the kept parcels and then of the new ones, on the millimetre;
--   replan_decision_v1(for_case uuid, ended uuid[], children uuid[]), of a plan that takes the place of parcels.

-- A case changes land once. Usage: this constraint; named_case_v1.
CREATE UNIQUE INDEX lineage_event_once_a_case ON register_lineageevent (case_id) WHERE case_id IS NOT NULL;

-- Refuses a change without a case, or by a case that has changed land already: SQLSTATE MK038.
CREATE FUNCTION named_case_v1(request uuid, for_case uuid) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF for_case IS NULL THEN
    RAISE EXCEPTION 'no case is named that decided on this change of land' USING ERRCODE = 'MK038';
  ELSIF EXISTS (SELECT FROM register_lineageevent e WHERE e.case_id = for_case AND e.request_id <> request) THEN
    RAISE EXCEPTION 'case % has changed the land already', for_case USING ERRCODE = 'MK038';
  END IF;
END
$$;

-- Refuses outlines that are no sound surfaces before anything is computed from them: SQLSTATE MK009, with reason and place.
CREATE FUNCTION refuse_unsound_v1(shapes geometry[]) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  flaw record;
BEGIN
  SELECT d.reason, ST_X(d.location) AS x, ST_Y(d.location) AS y INTO flaw
    FROM unnest(shapes) AS shape CROSS JOIN LATERAL ST_IsValidDetail(shape) AS d WHERE NOT d.valid LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the boundary is not a sound surface: %', flaw.reason USING ERRCODE = 'MK009',
      DETAIL = json_build_object('reason', flaw.reason, 'x', flaw.x, 'y', flaw.y)::text;
  END IF;
END
$$;

-- change_land_v1 for a case that decided on exactly this; a request that was carried out answers what it answered before.
CREATE FUNCTION change_land_v2(
  request uuid, change_kind text, for_case uuid, why text, actor bigint,
  ended uuid[], kept uuid[], kept_shapes geometry[], child_parents uuid[], child_shapes geometry[],
  gained geometry, released geometry, shape_source text, shape_accuracy numeric)
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  coming constant geometry[] := ARRAY(
    SELECT ST_SnapToGrid(s.shape, 0.001) FROM unnest(kept_shapes || child_shapes) WITH ORDINALITY AS s (shape, turn) ORDER BY s.turn);
BEGIN
  IF NOT EXISTS (SELECT FROM register_lineageevent e WHERE e.request_id = request) THEN
    PERFORM named_case_v1(request, for_case);
    PERFORM refuse_unsound_v1(coming);
    PERFORM land_decision_v1(for_case, change_kind, ended, kept, child_parents, coming);
  END IF;
  RETURN change_land_v1(request, change_kind, for_case, why, actor, ended, kept, kept_shapes, child_parents, child_shapes,
                        gained, released, shape_source, shape_accuracy);
END
$$;

-- replan_land_v1 for a plan's case that was approved.
CREATE FUNCTION replan_land_v2(request uuid, for_case uuid, why text, actor bigint,
                               ended uuid[], children uuid[], in_blocks bigint[], labels text[])
RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM register_lineageevent e WHERE e.request_id = request) THEN
    PERFORM named_case_v1(request, for_case);
    PERFORM replan_decision_v1(for_case, ended, children);
  END IF;
  RETURN replan_land_v1(request, for_case, why, actor, ended, children, in_blocks, labels);
END
$$;
ALTER FUNCTION change_land_v2(uuid, text, uuid, text, bigint, uuid[], uuid[], geometry[], uuid[], geometry[], geometry, geometry, text, numeric)
  OWNER TO mukhattat_guard;
ALTER FUNCTION replan_land_v2(uuid, uuid, text, bigint, uuid[], uuid[], bigint[], text[]) OWNER TO mukhattat_guard;
REVOKE EXECUTE ON FUNCTION
  change_land_v1(uuid, text, uuid, text, bigint, uuid[], uuid[], geometry[], uuid[], geometry[], geometry, geometry, text, numeric),
  replan_land_v1(uuid, uuid, text, bigint, uuid[], uuid[], bigint[], text[]) FROM mukhattat_app;

-- Surfaces are joined and parted by parcels/register/seams.py, which moves no corner of a third neighbour.
DROP FUNCTION join_surfaces_v1(geometry[]);
DROP FUNCTION split_surface_v1(geometry, geometry);
