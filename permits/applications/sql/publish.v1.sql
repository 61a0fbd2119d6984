-- Keeps the public projection of permits: number, kind, dates, place; no person.
CREATE FUNCTION publish_permit_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO applications_publishedpermit
    (id, municipality_id, number, kind, status, issued_on, expires_on, parcel_code, parcel_number, geom)
  SELECT NEW.id, NEW.municipality_id, NEW.number, NEW.kind, CASE WHEN NEW.revoked_at IS NULL THEN 'valid' ELSE 'revoked' END,
         NEW.issued_on, NEW.expires_on, p.code, p.parcel_label, v.geom
    FROM register_parcel p JOIN register_boundaryversion v ON v.id = NEW.version_id
   WHERE p.id = NEW.parcel_id
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, issued_on = excluded.issued_on, expires_on = excluded.expires_on;
  RETURN NULL;
END
$$;
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION publish_permit_v1();
ALTER FUNCTION publish_permit_v1() OWNER TO mukhattat_guard;

-- A permit is written for an application that was approved, on its land, in its office, under the number that the
-- office's series gave to it and that its chain has sealed. SQLSTATE MK013; MK004: outside the territories of the transaction.
CREATE FUNCTION before_permit_insert_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', NEW.municipality_id USING ERRCODE = 'MK004';
  END IF;
  IF NOT EXISTS (
      SELECT FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id AND c.state = 'issued'
       WHERE a.case_id = NEW.application_id AND (a.municipality_id, a.kind, a.parcel_id, a.version_id)
                                              = (NEW.municipality_id, NEW.kind, NEW.parcel_id, NEW.version_id))
     OR NOT EXISTS (
      SELECT FROM series_issuance i JOIN series_series s ON s.id = i.series_id JOIN series_chainentry e ON e.id = i.entry_id
                  JOIN municipalities_municipality m ON m.id = i.municipality_id
       WHERE i.subject = 'application:' || NEW.application_id AND i.municipality_id = NEW.municipality_id
         AND s.kind = 'permit ' || NEW.kind AND e.hash = NEW.chain_hash
         AND NEW.number ~ format('^%s/%s/[0-9]/0*%s$', m.code, s.year, i.number)) THEN
    RAISE EXCEPTION 'permit % was not issued', NEW.number USING ERRCODE = 'MK013';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_issued BEFORE INSERT ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_insert_v1();
ALTER FUNCTION before_permit_insert_v1() OWNER TO mukhattat_guard;

-- All of an issued permit stays but its document and its revocation, which is said once. SQLSTATE MK003.
CREATE FUNCTION before_permit_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  open constant text[] := CASE WHEN OLD.revoked_at IS NULL
    THEN ARRAY['printout_id', 'revoked_at', 'revoked_reason'] ELSE ARRAY['printout_id'] END;
BEGIN
  IF to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open THEN
    RAISE EXCEPTION 'what was issued stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_update_v1();

-- What was asked for and judged stays as it was; the land and the case are of the application's own office.
SELECT keep_unchanged_v1('applications_permitapplication');
ALTER TABLE applications_permitapplication
  ADD CONSTRAINT application_case_in_municipality FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id),
  ADD CONSTRAINT application_land_in_municipality FOREIGN KEY (parcel_id, municipality_id) REFERENCES register_parcel (id, municipality_id);
ALTER TABLE applications_assessment ADD CONSTRAINT assessment_in_municipality
  FOREIGN KEY (application_id, municipality_id) REFERENCES cases_case (id, municipality_id);

SELECT protect_territory_v1('applications_permitapplication');
SELECT protect_territory_v1('applications_assessment');
SELECT protect_territory_v1('applications_permit');
SELECT keep_unchanged_v1('applications_assessment');
SELECT keep_for_ever_v1('applications_permit');
