-- A permit is written beside the record of its decision, which names its number and bears the same seal. SQLSTATE MK013.
CREATE FUNCTION before_permit_decided_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM decisions_decisionrecord d
                  WHERE d.case_id = NEW.application_id AND (d.number, d.chain_hash) = (NEW.number, NEW.chain_hash)) THEN
    RAISE EXCEPTION 'no decision is recorded for permit %', NEW.number USING ERRCODE = 'MK013';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_recorded BEFORE INSERT ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_decided_v1();
ALTER FUNCTION before_permit_decided_v1() OWNER TO mukhattat_guard;
