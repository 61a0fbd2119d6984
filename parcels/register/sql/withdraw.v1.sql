-- A number that was published may be withdrawn before its parcel comes into force: an objection was upheld. The parcel is
-- proposed again and waits for another number of its block's counter; the number withdrawn is never given again, and
-- leads to the land all the same. All else of before_parcel_v1 stands: a parcel stands in a plan of its own district and
-- office (MK010); its state changes only along register_statetransition (MK006), and the change is written down with who
-- and why; identity, number and the block that the number counts in do not change otherwise (MK003).
CREATE FUNCTION before_parcel_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  withdrawn boolean;
BEGIN
  IF (TG_OP = 'INSERT' OR (NEW.plan_id, NEW.district_id, NEW.municipality_id)
                          IS DISTINCT FROM (OLD.plan_id, OLD.district_id, OLD.municipality_id))
     AND NOT EXISTS (SELECT FROM plans_plan pl WHERE pl.id = NEW.plan_id AND pl.district_id = NEW.district_id
                                                 AND pl.municipality_id = NEW.municipality_id) THEN
    RAISE EXCEPTION 'the plan is of another district or office' USING ERRCODE = 'MK010';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'proposed' OR NEW.code IS NOT NULL THEN
      RAISE EXCEPTION 'a parcel enters the register as proposed and without a number' USING ERRCODE = 'MK006';
    END IF;
    RETURN NEW;
  END IF;
  withdrawn := (OLD.state, NEW.state, NEW.parcel_label, NEW.code IS NULL, NEW.block_id IS NULL)
                 = ('provisional', 'proposed', '', true, true)
           AND (NEW.district_id, NEW.plan_id) = (OLD.district_id, OLD.plan_id);
  IF (NEW.id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.created_at)
     OR OLD.code IS NOT NULL AND NOT withdrawn AND (NEW.code, NEW.district_id, NEW.plan_id, NEW.block_id, NEW.parcel_label)
          IS DISTINCT FROM (OLD.code, OLD.district_id, OLD.plan_id, OLD.block_id, OLD.parcel_label)
     OR NEW.state = OLD.state AND NEW.state_since <> OLD.state_since THEN
    RAISE EXCEPTION 'identity and number of a parcel never change' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  -- The number that the code holds is one that the counter gave to this parcel in this block, and that was not withdrawn.
  IF NEW.code IS NOT NULL AND OLD.code IS NULL AND (
      NOT EXISTS (SELECT FROM register_allottednumber a
                   WHERE a.parcel_id = NEW.id AND a.block_id = NEW.block_id
                     AND (a.number, a.suffix) = (substr(NEW.code, 10, 4)::integer, substr(NEW.code, 14, 3)::integer))
      OR EXISTS (SELECT FROM register_publishedname n
                  WHERE (n.parcel_id, n.kind, n.text) = (NEW.id, 'code', NEW.code))) THEN
    RAISE EXCEPTION 'a number is allotted by the counter of its block' USING ERRCODE = 'MK006';
  END IF;
  IF NEW.state <> OLD.state THEN
    IF NOT EXISTS (SELECT FROM register_statetransition t WHERE t.source = OLD.state AND t.target = NEW.state) THEN
      RAISE EXCEPTION 'a parcel cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'MK006',
        DETAIL = json_build_object('source', OLD.state, 'target', NEW.state)::text;
    END IF;
    NEW.state_since := now();
    INSERT INTO register_statechange (parcel_id, municipality_id, source, target, changed_at, changed_by_id, reason)
    VALUES (NEW.id, NEW.municipality_id, OLD.state, NEW.state, now(),
            NULLIF(current_setting('app.user', true), '')::bigint, coalesce(current_setting('app.reason', true), ''));
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_parcel_v2() OWNER TO mukhattat_guard;
DROP TRIGGER before_write_life ON register_parcel;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON register_parcel
  FOR EACH ROW EXECUTE FUNCTION before_parcel_v2();
DROP FUNCTION before_parcel_v1();

-- A number that is withdrawn leaves itself and its code behind as names, as a retired one does.
CREATE FUNCTION after_withdrawal_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO register_publishedname (parcel_id, municipality_id, kind, text, block_label, plan_number, district_name)
  SELECT OLD.id, OLD.municipality_id, name.kind, name.text, coalesce(b.label, ''), pl.number, d.name
    FROM plans_plan pl JOIN plans_district d ON d.id = OLD.district_id LEFT JOIN plans_block b ON b.id = OLD.block_id
   CROSS JOIN (VALUES ('number', OLD.parcel_label::text), ('code', OLD.code::text)) AS name (kind, text)
   WHERE pl.id = OLD.plan_id AND name.text <> ''
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
ALTER FUNCTION after_withdrawal_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_update_withdrawn AFTER UPDATE OF code ON register_parcel FOR EACH ROW
  WHEN (OLD.code IS NOT NULL AND NEW.code IS NULL) EXECUTE FUNCTION after_withdrawal_v1();
