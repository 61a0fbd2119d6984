-- A plan comes into force, and an old district counts as numbered, only when each of its parcels has a number; an
-- amendment may bring none of its own. SQLSTATE MK025. Runs as the guard: it counts what row level security hides too.
CREATE FUNCTION before_plan_in_force_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  waiting bigint;
  numbered bigint;
BEGIN
  SELECT count(*) FILTER (WHERE code IS NULL), count(*) FILTER (WHERE code IS NOT NULL) INTO waiting, numbered
    FROM register_parcel WHERE plan_id = NEW.id;
  IF waiting > 0 OR numbered = 0 AND NEW.revision = 0 THEN
    RAISE EXCEPTION 'of the plan''s parcels % have no number, % have one', waiting, numbered USING ERRCODE = 'MK025',
      DETAIL = json_build_object('waiting', waiting, 'numbered', numbered)::text;
  END IF;
  RETURN NEW;
END
$$;
-- Only along the steps of a plan's life: what is no step is refused as that (MK024).
CREATE TRIGGER before_update_numbered BEFORE UPDATE ON plans_plan FOR EACH ROW
  WHEN ((OLD.status, NEW.status) IN (('final_review', 'approved'), ('inventoried_old', 'numbered'), ('numbered', 'approved_old')))
  EXECUTE FUNCTION before_plan_in_force_v1();
ALTER FUNCTION before_plan_in_force_v1() OWNER TO mukhattat_guard;

-- A case is closed once; what it is about stays. Case, plan and successor are of one office.
SELECT protect_territory_v1('planning_plancase');
SELECT keep_for_ever_v1('planning_plancase');
CREATE TRIGGER before_update_keep BEFORE UPDATE ON planning_plancase FOR EACH ROW
  WHEN ((OLD.case_id, OLD.municipality_id, OLD.plan_id, OLD.successor_id)
        IS DISTINCT FROM (NEW.case_id, NEW.municipality_id, NEW.plan_id, NEW.successor_id)
     OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
  EXECUTE FUNCTION refuse_change_v1();
ALTER TABLE planning_plancase
  ADD CONSTRAINT plan_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT plan_case_plan_in_municipality FOREIGN KEY (plan_id, municipality_id) REFERENCES plans_plan (id, municipality_id),
  ADD CONSTRAINT plan_case_successor_in_municipality FOREIGN KEY (successor_id, municipality_id) REFERENCES plans_plan (id, municipality_id);
