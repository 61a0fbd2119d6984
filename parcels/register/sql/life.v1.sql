-- In force means numbered.
ALTER TABLE register_parcel ADD CONSTRAINT parcel_in_force_has_code CHECK (state = 'proposed' OR code IS NOT NULL);
-- Two parcels of a block never bear the same number, whether the plan wrote it or the counter gave it.
-- Usage: this constraint; allot_numbers_v1.
CREATE UNIQUE INDEX parcel_label_once ON register_parcel (block_id, parcel_label) WHERE code IS NOT NULL;

-- A parcel stands in a plan of its own district and office (MK010). Its state changes only along
-- register_statetransition (MK006); the change is written down with who and why (settings app.user and app.reason of
-- the transaction). Identity, number and the block that the number counts in never change (MK003).
CREATE FUNCTION before_parcel_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
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
  IF (NEW.id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.created_at)
     OR OLD.code IS NOT NULL AND (NEW.code, NEW.district_id, NEW.plan_id, NEW.block_id, NEW.parcel_label)
          IS DISTINCT FROM (OLD.code, OLD.district_id, OLD.plan_id, OLD.block_id, OLD.parcel_label)
     OR NEW.state = OLD.state AND NEW.state_since <> OLD.state_since THEN
    RAISE EXCEPTION 'identity and number of a parcel never change' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.code IS NOT NULL AND OLD.code IS NULL AND (
      SELECT a.block_id = NEW.block_id FROM register_allottednumber a WHERE a.parcel_id = NEW.id) IS NOT TRUE THEN
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
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON register_parcel
  FOR EACH ROW EXECUTE FUNCTION before_parcel_v1();

-- After any change of parcels: what has come into force must not overlap, and the projection follows. Asked even when
-- no outline is seen: under another isolation level one may be there that this transaction does not see (MK002).
CREATE FUNCTION after_parcels_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  enforced uuid[];
BEGIN
  enforced := ARRAY(SELECT id FROM changed_parcels JOIN former_parcels USING (id)
                     WHERE former_parcels.state = 'proposed' AND changed_parcels.state <> 'proposed');
  IF cardinality(enforced) > 0 THEN
    PERFORM refuse_overlaps_v1(ARRAY(SELECT v.id FROM register_boundaryversion v
                                      WHERE v.parcel_id = ANY (enforced) AND upper_inf(v.recorded)));
  END IF;
  PERFORM publish_parcels_v1(ARRAY(SELECT id FROM changed_parcels));
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_life AFTER UPDATE ON register_parcel
  REFERENCING OLD TABLE AS former_parcels NEW TABLE AS changed_parcels
  FOR EACH STATEMENT EXECUTE FUNCTION after_parcels_v1();
