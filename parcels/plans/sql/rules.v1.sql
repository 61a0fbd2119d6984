-- The figures of each zone become its first rule. The owner is under row level security too: all bodies, for this
-- transaction.
SELECT set_config('app.municipalities', (SELECT coalesce(array_agg(id), '{}')::text FROM municipalities_municipality), true);
INSERT INTO plans_buildingrule
  (municipality_id, zone_id, valid, use, max_coverage, max_floors, setback_front_m, setback_side_m, setback_rear_m, cites)
SELECT municipality_id, id, daterange(valid_from, NULL), use, max_coverage, max_floors, setback_front_m, setback_side_m,
       setback_rear_m, cites
  FROM plans_zone;
SET CONSTRAINTS ALL IMMEDIATE;

-- What is dated is never rewritten: an open end may be closed, once; all else stays (MK003). Usage: rules and masks
-- here, streets in the slice above. The columns that may change besides are the trigger's arguments.
CREATE FUNCTION before_dated_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  -- A generated column is not computed yet before the row is written: it follows the column that it is computed from.
  free constant text[] := ARRAY['valid', 'geom_3857'] || TG_ARGV::text[];
BEGIN
  IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
     OR NOT (NEW.valid = OLD.valid OR upper_inf(OLD.valid) AND NEW.valid = OLD.valid * daterange(NULL, upper(NEW.valid))) THEN
    RAISE EXCEPTION 'what is dated is closed, never rewritten' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_close BEFORE UPDATE ON plans_buildingrule
  FOR EACH ROW EXECUTE FUNCTION before_dated_update_v1();
CREATE TRIGGER before_update_close BEFORE UPDATE ON plans_mask
  FOR EACH ROW EXECUTE FUNCTION before_dated_update_v1('name', 'name_en');

-- An end at "infinity" is not an open end, and a range of no day says nothing.
ALTER TABLE plans_buildingrule
  ADD CONSTRAINT building_rule_days CHECK (NOT isempty(valid) AND NOT lower_inf(valid) AND isfinite(lower(valid))
    AND isfinite(upper(valid)) IS NOT FALSE),
  ADD CONSTRAINT building_rule_in_municipality FOREIGN KEY (zone_id, municipality_id)
    REFERENCES plans_zone (id, municipality_id) ON UPDATE CASCADE;
ALTER TABLE plans_mask ADD CONSTRAINT mask_days CHECK (NOT isempty(valid) AND isfinite(lower(valid)) IS NOT FALSE
    AND isfinite(upper(valid)) IS NOT FALSE);
SELECT protect_territory_v1('plans_buildingrule');
SELECT keep_for_ever_v1('plans_buildingrule');
SELECT keep_for_ever_v1('plans_zone');
SELECT keep_for_ever_v1('plans_mask');

-- Only now: the keys above are checked under row level security too.
SELECT set_config('app.municipalities', '', true);
