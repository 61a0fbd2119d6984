-- A decision is recorded when its hash has just entered the office's chain: the head of the chain, which this transaction
-- holds, is the entry that names it. SQLSTATE MK060; MK004: outside the territories of the transaction.
CREATE FUNCTION before_decision_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', NEW.municipality_id USING ERRCODE = 'MK004';
  END IF;
  IF NEW.decided_at IS DISTINCT FROM now() OR NOT EXISTS (
      SELECT FROM series_chainhead h
        JOIN series_chainentry e ON (e.municipality_id, e.sequence) = (h.municipality_id, h.sequence)
       WHERE h.municipality_id = NEW.municipality_id AND h.hash = NEW.chain_hash AND e.payload ->> 'decision' = NEW.sha256) THEN
    RAISE EXCEPTION 'the decision % is not in the chain', NEW.sha256 USING ERRCODE = 'MK060';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_sealed BEFORE INSERT ON decisions_decisionrecord
  FOR EACH ROW EXECUTE FUNCTION before_decision_v1();
ALTER FUNCTION before_decision_v1() OWNER TO mukhattat_guard;

-- An override begins unsigned and is signed once, by somebody else; what it says stays. SQLSTATE MK061.
CREATE FUNCTION before_override_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  sets constant text[] := '{signed_by_id,signed_at}';
BEGIN
  IF TG_OP = 'INSERT' AND NEW.signed_by_id IS NOT NULL
     OR TG_OP = 'UPDATE' AND (OLD.signed_by_id IS NOT NULL OR NEW.signed_by_id IS NULL OR NEW.signed_by_id = OLD.asked_by_id
          OR to_jsonb(NEW) - sets IS DISTINCT FROM to_jsonb(OLD) - sets) THEN
    RAISE EXCEPTION 'an override is signed once, by another person' USING ERRCODE = 'MK061';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_write_signed BEFORE INSERT OR UPDATE ON decisions_override
  FOR EACH ROW EXECUTE FUNCTION before_override_v1();

SELECT protect_territory_v1('decisions_decisionrecord');
SELECT protect_territory_v1('decisions_override');
SELECT keep_unchanged_v1('decisions_decisionrecord');
SELECT keep_for_ever_v1('decisions_override');

-- What belongs to a case belongs to its office: a key alone looks past row level security. Usage: these keys.
ALTER TABLE decisions_decisionrecord ADD CONSTRAINT decision_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE decisions_override ADD CONSTRAINT override_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
