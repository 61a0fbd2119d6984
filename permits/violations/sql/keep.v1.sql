-- A violation is that of its case and stays as the inspector wrote it; its state is that of the case. Who is responsible
-- may be named until a fine is imposed. SQLSTATE MK003.
CREATE FUNCTION before_violation_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  stands constant text := (SELECT c.state FROM cases_case c WHERE c.id = NEW.case_id AND c.kind = 'violation');
  sets text[] := '{state,repeat_of_id,open_at_3857}';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF stands IN ('reported', 'correction', 'proposed') THEN
      sets := sets || '{respondent_id,respondent_name,size,correct_by}'::text[];
    END IF;
    IF to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets THEN
      RAISE EXCEPTION 'what was recorded stays' USING ERRCODE = 'MK003',
        DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
    END IF;
  END IF;
  IF NEW.state IS DISTINCT FROM stands OR NEW.id IS DISTINCT FROM NEW.case_id THEN
    RAISE EXCEPTION 'the state of a violation is that of its case' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_keep BEFORE INSERT OR UPDATE ON violations_violation
  FOR EACH ROW EXECUTE FUNCTION before_violation_v1();
ALTER FUNCTION before_violation_v1() OWNER TO mukhattat_guard;

-- No fine out of a correction period that still runs, or after which no visit found the violation still there: SQLSTATE
-- MK062. No end while works are stopped: MK063. The violation's own state follows.
CREATE FUNCTION after_violation_case_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.state = 'correction' AND NEW.state = 'proposed' AND NOT EXISTS (
      SELECT FROM violations_violation v
        JOIN LATERAL (SELECT * FROM violations_visit WHERE violation_id = v.id ORDER BY visited_at DESC, id DESC LIMIT 1) last
          ON NOT last.corrected AND (last.visited_at AT TIME ZONE 'Asia/Riyadh')::date > v.correct_by
       WHERE v.case_id = NEW.id) THEN
    RAISE EXCEPTION 'the correction period of % was not over, or nobody looked after it', NEW.reference
      USING ERRCODE = 'MK062';
  END IF;
  IF NEW.state IN ('closed', 'dropped') AND EXISTS (
      SELECT FROM violations_stoporder o WHERE o.violation_id = NEW.id AND o.lifted_at IS NULL) THEN
    RAISE EXCEPTION 'works are stopped for %', NEW.reference USING ERRCODE = 'MK063';
  END IF;
  UPDATE violations_violation SET state = NEW.state WHERE case_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_violation AFTER UPDATE OF state ON cases_case FOR EACH ROW
  WHEN (NEW.kind = 'violation' AND NEW.state IS DISTINCT FROM OLD.state) EXECUTE FUNCTION after_violation_case_v1();
ALTER FUNCTION after_violation_case_v1() OWNER TO mukhattat_guard;

-- A visit bears the time of its transaction: none is written into the past. SQLSTATE MK003.
CREATE FUNCTION before_visit_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  NEW.visited_at := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_now BEFORE INSERT ON violations_visit FOR EACH ROW EXECUTE FUNCTION before_visit_insert_v1();

-- An order begins in force and is lifted once; what it says stays. None begins when its violation is over, which the lock
-- holds. SQLSTATE MK003, MK063.
CREATE FUNCTION before_stop_order_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  sets constant text[] := '{lifted_at,lifted_by_id,lift_reason}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM FROM cases_case WHERE id = NEW.violation_id AND state NOT IN ('closed', 'dropped') FOR NO KEY UPDATE;
    IF NOT FOUND OR NEW.lifted_at IS NOT NULL THEN
      RAISE EXCEPTION 'violation % is over', NEW.violation_id USING ERRCODE = 'MK063';
    END IF;
  ELSIF OLD.lifted_at IS NOT NULL OR NEW.lifted_at IS NULL
     OR to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets THEN
    RAISE EXCEPTION 'an order is lifted once' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_once BEFORE INSERT OR UPDATE ON violations_stoporder
  FOR EACH ROW EXECUTE FUNCTION before_stop_order_v1();

-- What belongs to a violation belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE violations_violation
  ADD CONSTRAINT violation_of_municipality UNIQUE (id, municipality_id),
  ADD CONSTRAINT violation_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT violation_permit_in_municipality FOREIGN KEY (permit_case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT violation_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id),
  ADD CONSTRAINT violation_repeats_in_municipality FOREIGN KEY (repeat_of_id, municipality_id) REFERENCES violations_violation (id, municipality_id),
  ADD CONSTRAINT violation_not_its_own_repeat CHECK (repeat_of_id <> id);
ALTER TABLE violations_visit ADD CONSTRAINT visit_in_municipality
  FOREIGN KEY (violation_id, municipality_id) REFERENCES violations_violation (id, municipality_id);
ALTER TABLE violations_stoporder
  ADD CONSTRAINT stop_order_in_municipality FOREIGN KEY (violation_id, municipality_id) REFERENCES violations_violation (id, municipality_id),
  ADD CONSTRAINT stop_order_permit_in_municipality FOREIGN KEY (permit_case_id, municipality_id) REFERENCES cases_case (id, municipality_id);

SELECT protect_territory_v1('violations_violation');
SELECT protect_territory_v1('violations_visit');
SELECT protect_territory_v1('violations_stoporder');
SELECT keep_for_ever_v1('violations_violation');
SELECT keep_unchanged_v1('violations_visit');
SELECT keep_for_ever_v1('violations_stoporder');
-- The staff's map hears of a violation when it changes, in its own office.
SELECT note_changes_of_v1('violations_violation', 'open_at_3857', 'false');
