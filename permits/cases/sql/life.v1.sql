-- A case begins in a state that its flow starts from and moves only along the steps of its flow. SQLSTATE MK008.
-- A pair with an empty source is a start.
CREATE FUNCTION before_case_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  former text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
BEGIN
  IF TG_OP = 'UPDATE' AND ((NEW.id, NEW.kind, NEW.reference, NEW.municipality_id, NEW.opened_by_id, NEW.opened_at)
       IS DISTINCT FROM (OLD.id, OLD.kind, OLD.reference, OLD.municipality_id, OLD.opened_by_id, OLD.opened_at)
     OR NEW.state = OLD.state AND NEW.state_since IS DISTINCT FROM OLD.state_since) THEN
    RAISE EXCEPTION 'kind, number, office and opener of a case never change' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (SELECT FROM cases_allowedstep a WHERE a.kind = NEW.kind AND a.source = former AND a.target = NEW.state) THEN
    RAISE EXCEPTION 'a case of kind % cannot go from "%" to "%"', NEW.kind, former, NEW.state USING ERRCODE = 'MK008',
      DETAIL = json_build_object('kind', NEW.kind, 'source', former, 'target', NEW.state)::text;
  END IF;
  NEW.state_since := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_life BEFORE INSERT OR UPDATE ON cases_case
  FOR EACH ROW EXECUTE FUNCTION before_case_v1();
ALTER FUNCTION before_case_v1() OWNER TO mukhattat_guard;

-- The office's people see its cases; whoever opened a case sees that one (setting app.user of the transaction).
ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE cases_case FORCE ROW LEVEL SECURITY;
CREATE POLICY territory ON cases_case
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR opened_by_id = (SELECT NULLIF(current_setting('app.user', true), '')::bigint))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
SELECT protect_territory_v1('cases_caseevent');
SELECT protect_territory_v1('cases_claim');
SELECT keep_for_ever_v1('cases_case');
SELECT keep_unchanged_v1('cases_caseevent');
SELECT keep_for_ever_v1('cases_claim');

-- A claim is let go once; which case holds which land in it stays.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON cases_claim FOR EACH ROW
  WHEN ((OLD.id, OLD.case_id, OLD.municipality_id, OLD.parcel_id, OLD.version_id, OLD.made_at)
    IS DISTINCT FROM (NEW.id, NEW.case_id, NEW.municipality_id, NEW.parcel_id, NEW.version_id, NEW.made_at))
  EXECUTE FUNCTION refuse_change_v1();
CREATE TRIGGER before_second_ending_refuse
  BEFORE UPDATE ON cases_claim FOR EACH ROW
  WHEN (OLD.released_at IS NOT NULL AND NEW.released_at IS DISTINCT FROM OLD.released_at) EXECUTE FUNCTION refuse_change_v1();

-- What belongs to a case belongs to the office of the case: a key alone would take an event or a claim of another
-- territory, since foreign keys look past row level security. Usage: these keys.
ALTER TABLE cases_case ADD CONSTRAINT case_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE cases_caseevent ADD CONSTRAINT event_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE cases_claim ADD CONSTRAINT claim_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
