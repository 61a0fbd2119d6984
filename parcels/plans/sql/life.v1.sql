-- The state of a plan moves only along plans_plantransition (MK024); a pair with an empty source is a start. A revision
-- stands on the one before it, decided; a superseded plan names the plan in force that takes its place, and a revision is amended
-- by the approval of the next, never by itself (MK026). What was approved stays as it was approved (MK003).
CREATE FUNCTION before_plan_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  former text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.status END;
BEGIN
  IF TG_OP = 'INSERT' AND NEW.revision > 0 AND NOT EXISTS (
      SELECT FROM plans_plan p WHERE p.amana_id = NEW.amana_id AND p.number = NEW.number AND p.number <> ''
         AND p.revision = NEW.revision - 1 AND p.status IN ('approved', 'cancelled')
         AND p.municipality_id = NEW.municipality_id AND p.district_id = NEW.district_id) THEN
    RAISE EXCEPTION 'revision % of this plan is not there, or not decided yet', NEW.revision - 1 USING ERRCODE = 'MK026';
  END IF;
  IF TG_OP = 'UPDATE' AND ((NEW.id, NEW.amana_id, NEW.revision) IS DISTINCT FROM (OLD.id, OLD.amana_id, OLD.revision)
     OR NEW.status = OLD.status AND (NEW.status_since, NEW.superseded_by_id) IS DISTINCT FROM (OLD.status_since, OLD.superseded_by_id)
     OR OLD.status IN ('approved', 'amended', 'superseded', 'cancelled', 'approved_old') AND NOT ST_OrderingEquals(NEW.geom, OLD.geom)) THEN
    RAISE EXCEPTION 'what was approved of a plan stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.status = former THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM plans_plantransition t WHERE t.source = former AND t.target = NEW.status) THEN
    RAISE EXCEPTION 'a plan cannot go from "%" to "%"', former, NEW.status USING ERRCODE = 'MK024',
      DETAIL = json_build_object('source', former, 'target', NEW.status)::text;
  END IF;
  PERFORM refuse_successor_v1(NEW.id, NEW.status, NEW.superseded_by_id);
  NEW.status_since := now();
  IF TG_OP = 'UPDATE' AND NEW.status IN ('approved', 'approved_old') THEN
    NEW.approved_on := (now() AT TIME ZONE 'Asia/Riyadh')::date;
    UPDATE plans_plan SET status = 'amended', superseded_by_id = NEW.id
     WHERE NEW.status = 'approved' AND NEW.number <> '' AND amana_id = NEW.amana_id AND number = NEW.number
       AND revision < NEW.revision AND status = 'approved';
  END IF;
  RETURN NEW;
END
$$;

-- Refuses an ending of a plan that does not name what takes its place (MK026). The amendment is written by the approval
-- of the later revision, within whose trigger it runs.
CREATE FUNCTION refuse_successor_v1(ended bigint, ending text, successor bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF ending = 'amended' AND pg_trigger_depth() < 2
     OR ending = 'superseded' AND NOT EXISTS (
       SELECT FROM plans_plan s WHERE s.id = successor AND s.id <> ended AND s.status IN ('approved', 'approved_old'))
     OR ending NOT IN ('amended', 'superseded') AND successor IS NOT NULL THEN
    RAISE EXCEPTION 'a plan that is % names the plan in force that takes its place', ending USING ERRCODE = 'MK026';
  END IF;
END
$$;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON plans_plan
  FOR EACH ROW EXECUTE FUNCTION before_plan_v1();

-- Writes down who moved a plan and why (settings app.user and app.reason of the transaction).
CREATE FUNCTION after_plan_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO plans_planstatuschange (plan_id, municipality_id, source, target, changed_at, changed_by_id, reason)
  VALUES (NEW.id, NEW.municipality_id, CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.status END, NEW.status, now(),
          NULLIF(current_setting('app.user', true), '')::bigint, left(coalesce(current_setting('app.reason', true), ''), 300));
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_journal AFTER INSERT ON plans_plan
  FOR EACH ROW EXECUTE FUNCTION after_plan_v1();
CREATE TRIGGER after_update_journal AFTER UPDATE ON plans_plan
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION after_plan_v1();

ALTER FUNCTION refuse_successor_v1(bigint, text, bigint) OWNER TO mukhattat_guard;
ALTER FUNCTION before_plan_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_plan_v1() OWNER TO mukhattat_guard;

ALTER TABLE plans_planstatuschange ADD CONSTRAINT status_change_in_municipality
  FOREIGN KEY (plan_id, municipality_id) REFERENCES plans_plan (id, municipality_id) ON UPDATE CASCADE;
SELECT protect_territory_v1('plans_planstatuschange');
SELECT keep_unchanged_v1('plans_planstatuschange');
