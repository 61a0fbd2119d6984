-- A case begins in a state that its flow starts from and moves only along the steps of its flow. SQLSTATE MK008.
-- A pair with an empty source is a start.
CREATE FUNCTION before_case_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  former text := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.kind, NEW.reference, NEW.opened_by_id) IS DISTINCT FROM (OLD.kind, OLD.reference, OLD.opened_by_id) THEN
    RAISE EXCEPTION 'kind, number and opener of a case never change' USING ERRCODE = 'MK003',
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
