-- What the layers of the frame show is noted when it changes (geo/layers/sql/changes.v1.sql). What is drafted is nobody
-- else's business than the office's.
SELECT note_changes_of_v1('municipalities_municipality', 'territory_3857');
SELECT note_changes_of_v1('plans_district', 'geom_3857');
SELECT note_changes_of_v1('plans_plan', 'geom_3857',
  $$r.status IN ('approved', 'amended', 'superseded', 'inventoried_old', 'numbered', 'approved_old')$$);
SELECT note_changes_of_v1('plans_block', 'geom_3857', 'EXISTS (SELECT FROM published_block AS shown WHERE shown.id = r.id)');
SELECT note_changes_of_v1('plans_zone', 'geom_3857');
SELECT note_changes_of_v1('plans_mask', 'geom_3857');

-- A block is shown by the state of its plan: where that changes, its blocks are noted. Whoever writes a block meanwhile holds
-- the plan, so that the later of the two sees what both have made.
CREATE FUNCTION after_plan_note_blocks_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  shapes constant geometry[] := ARRAY(
    SELECT b.geom_3857 FROM plans_block b JOIN come ON come.id = b.plan_id JOIN gone ON gone.id = come.id
     WHERE gone.status <> come.status);
BEGIN
  IF cardinality(shapes) > 0 THEN
    PERFORM note_shapes_v1('plans_block', shapes);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_note_blocks AFTER UPDATE ON plans_plan REFERENCING OLD TABLE AS gone NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_plan_note_blocks_v1();

-- Lets a block wait for whoever changes its plan meanwhile, so that one of the two notes it.
CREATE FUNCTION after_block_hold_plan_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM plans_plan WHERE id IN (SELECT plan_id FROM come) ORDER BY id FOR SHARE;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_hold_plan AFTER INSERT ON plans_block REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_block_hold_plan_v1();
CREATE TRIGGER after_update_hold_plan AFTER UPDATE ON plans_block REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_block_hold_plan_v1();

-- A zone is shown by its rule: noted where the zone lies, which nobody moves meanwhile.
CREATE FUNCTION after_rule_note_zone_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  shapes constant geometry[] := ARRAY(
    SELECT geom_3857 FROM plans_zone WHERE id IN (SELECT zone_id FROM come) ORDER BY id FOR SHARE);
BEGIN
  IF cardinality(shapes) > 0 THEN
    PERFORM note_shapes_v1('plans_buildingrule', shapes);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_insert_note AFTER INSERT ON plans_buildingrule REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_rule_note_zone_v1();
CREATE TRIGGER after_update_note AFTER UPDATE ON plans_buildingrule REFERENCING NEW TABLE AS come
  FOR EACH STATEMENT EXECUTE FUNCTION after_rule_note_zone_v1();

-- What begins or ends to hold in (since, until]: EPSG:3857.
CREATE FUNCTION masks_turned_v1(since date, until date) RETURNS SETOF geometry
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT geom_3857 FROM plans_mask
   WHERE (lower(valid) > since AND lower(valid) <= until) OR (upper(valid) > since AND upper(valid) <= until)
$$;
-- The same of zones, by their rules.
CREATE FUNCTION rules_turned_v1(since date, until date) RETURNS SETOF geometry
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT z.geom_3857 FROM plans_zone z JOIN plans_buildingrule r ON r.zone_id = z.id
   WHERE (lower(r.valid) > since AND lower(r.valid) <= until) OR (upper(r.valid) > since AND upper(r.valid) <= until)
$$;
INSERT INTO layers_dated (source, turned) VALUES ('plans_mask', 'masks_turned_v1'), ('plans_buildingrule', 'rules_turned_v1');

ALTER FUNCTION after_plan_note_blocks_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_block_hold_plan_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION after_rule_note_zone_v1() OWNER TO mukhattat_guard;
ALTER FUNCTION masks_turned_v1(date, date) OWNER TO mukhattat_guard;
ALTER FUNCTION rules_turned_v1(date, date) OWNER TO mukhattat_guard;
