-- A step that is signed for somebody stands on a delegation of that moment, from him to whoever signed. SQLSTATE MK028.
CREATE FUNCTION before_event_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF signs_for_v1(NEW.taken_by_id, NEW.on_behalf_of_id, NEW.municipality_id, NEW.taken_at) IS NOT TRUE THEN
    RAISE EXCEPTION 'user % has no delegation from user % here', NEW.taken_by_id, NEW.on_behalf_of_id
      USING ERRCODE = 'MK028';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_signed_for BEFORE INSERT ON cases_caseevent
  FOR EACH ROW WHEN (NEW.on_behalf_of_id IS NOT NULL) EXECUTE FUNCTION before_event_v1();
ALTER FUNCTION before_event_v1() OWNER TO mukhattat_guard;
