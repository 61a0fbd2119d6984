-- Works in streets stand on no parcel: their permit shows the surface that is dug.
CREATE FUNCTION publish_permit_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO applications_publishedpermit
    (id, municipality_id, number, kind, status, issued_on, expires_on, parcel_code, parcel_number, geom)
  SELECT NEW.id, NEW.municipality_id, NEW.number, NEW.kind, CASE WHEN NEW.revoked_at IS NULL THEN 'valid' ELSE 'revoked' END,
         NEW.issued_on, NEW.expires_on, coalesce(p.code, ''), coalesce(p.parcel_label, ''), coalesce(v.geom, ST_Multi(a.works))
    FROM applications_permitapplication a
    LEFT JOIN register_parcel p ON p.id = NEW.parcel_id LEFT JOIN register_boundaryversion v ON v.id = NEW.version_id
   WHERE a.case_id = NEW.application_id
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, issued_on = excluded.issued_on, expires_on = excluded.expires_on;
  RETURN NULL;
END
$$;
ALTER FUNCTION publish_permit_v2() OWNER TO mukhattat_guard;
DROP TRIGGER after_write_publish ON applications_permit;
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION publish_permit_v2();
DROP FUNCTION publish_permit_v1();

-- As before_permit_insert_v1, also for permits on no parcel. SQLSTATE MK013, MK004.
CREATE FUNCTION before_permit_insert_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', NEW.municipality_id USING ERRCODE = 'MK004';
  END IF;
  IF NOT EXISTS (
      SELECT FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id AND c.state = 'issued'
       WHERE a.case_id = NEW.application_id AND (a.municipality_id, a.kind) = (NEW.municipality_id, NEW.kind)
         AND (a.parcel_id, a.version_id) IS NOT DISTINCT FROM (NEW.parcel_id, NEW.version_id))
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
ALTER FUNCTION before_permit_insert_v2() OWNER TO mukhattat_guard;
DROP TRIGGER before_insert_issued ON applications_permit;
CREATE TRIGGER before_insert_issued BEFORE INSERT ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_insert_v2();
DROP FUNCTION before_permit_insert_v1();
