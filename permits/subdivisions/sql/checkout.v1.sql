-- Land that is checked out, and what came back: who sees it, what stays, and what a lock holds.
SELECT protect_territory_v1('subdivisions_checkout');
SELECT protect_territory_v1('subdivisions_checkedoutparcel');
SELECT protect_territory_v1('subdivisions_checkin');
SELECT protect_territory_v1('subdivisions_checkinrow');
SELECT protect_territory_v1('subdivisions_checkincase');
SELECT keep_for_ever_v1('subdivisions_checkout');
SELECT keep_for_ever_v1('subdivisions_checkedoutparcel');
SELECT keep_unchanged_v1('subdivisions_checkin');
SELECT keep_unchanged_v1('subdivisions_checkinrow');
SELECT keep_unchanged_v1('subdivisions_checkincase');

-- Foreign keys look past row level security: what belongs to a check-out is of its office.
ALTER TABLE subdivisions_checkedoutparcel
  ADD CONSTRAINT checked_out_municipality
    FOREIGN KEY (checkout_id, municipality_id) REFERENCES subdivisions_checkout (id, municipality_id),
  ADD CONSTRAINT checked_out_parcel FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE subdivisions_checkin ADD CONSTRAINT check_in_municipality
  FOREIGN KEY (checkout_id, municipality_id) REFERENCES subdivisions_checkout (id, municipality_id);
ALTER TABLE subdivisions_checkinrow
  ADD CONSTRAINT check_in_row_municipality
    FOREIGN KEY (checkin_id, municipality_id) REFERENCES subdivisions_checkin (id, municipality_id),
  ADD CONSTRAINT check_in_row_parcel FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE subdivisions_checkincase
  ADD CONSTRAINT check_in_case_municipality
    FOREIGN KEY (checkin_id, municipality_id) REFERENCES subdivisions_checkin (id, municipality_id),
  ADD CONSTRAINT check_in_case_request
    FOREIGN KEY (request_id, municipality_id) REFERENCES subdivisions_landchangerequest (case_id, municipality_id);

-- A check-out is closed once, by whoever had it or with a reason; nothing else of it changes. SQLSTATE MK049.
CREATE FUNCTION before_check_out_closes_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL OR NEW.closed_by_id IS NULL
     OR NEW.closed_by_id <> OLD.made_by_id AND NEW.closed_why = ''
     OR to_jsonb(OLD) - '{closed_at,closed_by_id,closed_why}'::text[]
        IS DISTINCT FROM to_jsonb(NEW) - '{closed_at,closed_by_id,closed_why}'::text[] THEN
    RAISE EXCEPTION 'a check-out is closed once, and stays as it was made' USING ERRCODE = 'MK049';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_close BEFORE UPDATE ON subdivisions_checkout
  FOR EACH ROW EXECUTE FUNCTION before_check_out_closes_v1();

-- A lock ends earlier, and only with its check-out; nothing else of the row changes. SQLSTATE MK049.
CREATE FUNCTION before_lock_ends_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.held IS NULL OR NEW.held IS DISTINCT FROM OLD.held * tstzrange(NULL, now())
     OR NOT EXISTS (SELECT FROM subdivisions_checkout c WHERE c.id = OLD.checkout_id AND c.closed_at IS NOT NULL)
     OR to_jsonb(OLD) - 'held' IS DISTINCT FROM to_jsonb(NEW) - 'held' THEN
    RAISE EXCEPTION 'a lock ends with its check-out, and is never made longer' USING ERRCODE = 'MK049';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_lock BEFORE UPDATE ON subdivisions_checkedoutparcel
  FOR EACH ROW EXECUTE FUNCTION before_lock_ends_v1();

-- Land is taken along as it stands: at the boundary in force. The parcel is held meanwhile, so that a change of land and a
-- check-out wait for each other. SQLSTATE MK015; MK049 for one that joins a check-out which was closed.
CREATE FUNCTION before_checked_out_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM FROM register_parcel p WHERE p.id = NEW.parcel_id FOR SHARE;
  IF NOT EXISTS (SELECT FROM register_boundaryversion v WHERE v.id = NEW.version_id AND v.parcel_id = NEW.parcel_id
                    AND upper_inf(v.recorded) AND upper_inf(v.valid)) THEN
    RAISE EXCEPTION 'the boundary that is checked out is not in force' USING ERRCODE = 'MK015',
      DETAIL = json_build_object('parcel', NEW.parcel_id)::text;
  ELSIF NOT EXISTS (SELECT FROM subdivisions_checkout c WHERE c.id = NEW.checkout_id AND c.closed_at IS NULL
                       AND (NEW.held IS NULL) = (c.ends_at IS NULL) AND (NEW.held IS NULL OR upper(NEW.held) = c.ends_at)) THEN
    RAISE EXCEPTION 'the check-out was closed, or is locked otherwise' USING ERRCODE = 'MK049';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_in_force BEFORE INSERT ON subdivisions_checkedoutparcel
  FOR EACH ROW EXECUTE FUNCTION before_checked_out_v1();
ALTER FUNCTION before_checked_out_v1() OWNER TO mukhattat_guard;

-- No boundary goes from under a lock, but by a case that whoever holds the lock has asked for. SQLSTATE MK048; DETAIL says
-- until when. The event of the change is written before the boundaries that it ends.
CREATE FUNCTION after_boundary_locked_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  lock record;
BEGIN
  SELECT c.made_by_id, c.ends_at INTO lock
    FROM subdivisions_checkedoutparcel k JOIN subdivisions_checkout c ON c.id = k.checkout_id
   WHERE k.parcel_id = NEW.parcel_id AND k.held @> now();
  IF FOUND AND NOT EXISTS (
      SELECT FROM subdivisions_proposedend t JOIN subdivisions_proposal p ON p.id = t.proposal_id
        JOIN cases_case c ON c.id = p.request_id JOIN register_lineageevent e ON e.case_id = c.id
       WHERE t.parcel_id = NEW.parcel_id AND c.opened_by_id = lock.made_by_id AND e.recorded_at = now()) THEN
    RAISE EXCEPTION 'the land is checked out and locked' USING ERRCODE = 'MK048',
      DETAIL = json_build_object('parcel', NEW.parcel_id, 'until', lock.ends_at)::text;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_update_locked AFTER UPDATE ON register_boundaryversion FOR EACH ROW
  WHEN (NOT (upper_inf(NEW.recorded) AND upper_inf(NEW.valid)))
  EXECUTE FUNCTION after_boundary_locked_v1();
ALTER FUNCTION after_boundary_locked_v1() OWNER TO mukhattat_guard;
