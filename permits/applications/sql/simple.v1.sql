-- A row of a simple kind is ended once and never rewritten: permits were given by it. SQLSTATE MK003.
CREATE FUNCTION before_simple_kind_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF OLD.valid_to IS NOT NULL OR to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to' THEN
    RAISE EXCEPTION 'permits stand on this row' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_dated BEFORE UPDATE ON applications_simplekind
  FOR EACH ROW EXECUTE FUNCTION before_simple_kind_update_v1();
SELECT keep_for_ever_v1('applications_simplekind');

-- An application of a simple kind names a row that holds today in its office: of the whole jurisdiction, of the office
-- itself or of a body above it. SQLSTATE MK047.
CREATE FUNCTION before_simple_application_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  today constant date := (now() AT TIME ZONE 'Asia/Riyadh')::date;
BEGIN
  IF NOT EXISTS (
      WITH RECURSIVE above AS (
        SELECT m.code, m.parent_id FROM municipalities_municipality m WHERE m.id = NEW.municipality_id
        UNION
        SELECT m.code, m.parent_id FROM municipalities_municipality m JOIN above a ON m.id = a.parent_id)
      SELECT FROM applications_simplekind k
       WHERE k.id = NEW.simple_id AND k.valid_from <= today AND (k.valid_to IS NULL OR k.valid_to >= today)
         AND (k.office_code = '' OR k.office_code IN (SELECT a.code FROM above a))) THEN
    RAISE EXCEPTION 'office % has no simple kind % today', NEW.municipality_id, NEW.simple_id USING ERRCODE = 'MK047';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_simple_application_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_insert_of_a_kind BEFORE INSERT ON applications_permitapplication
  FOR EACH ROW WHEN (NEW.kind = 'simple') EXECUTE FUNCTION before_simple_application_v1();

-- As publish_permit_v3; it also says of which simple kind a permit is.
CREATE FUNCTION publish_permit_v4() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO applications_publishedpermit
    (id, municipality_id, number, kind, simple_id, status, issued_on, expires_on, parcel_code, parcel_number, geom)
  SELECT NEW.id, NEW.municipality_id, NEW.number, NEW.kind, a.simple_id, permit_status_v1(c.state, NEW.revoked_at),
         NEW.issued_on, NEW.expires_on, coalesce(p.code, ''), coalesce(p.parcel_label, ''), coalesce(v.geom, ST_Multi(a.works))
    FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id
    LEFT JOIN register_parcel p ON p.id = NEW.parcel_id LEFT JOIN register_boundaryversion v ON v.id = NEW.version_id
   WHERE a.case_id = NEW.application_id
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, issued_on = excluded.issued_on, expires_on = excluded.expires_on;
  RETURN NULL;
END
$$;
ALTER FUNCTION publish_permit_v4() OWNER TO mukhattat_guard;
DROP TRIGGER after_write_publish ON applications_permit;
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION publish_permit_v4();
DROP FUNCTION publish_permit_v3();

-- A new term is given when it is paid: the edition of a renewal names the fee that was told for its request, and that is
-- nothing, or its bill is paid. Digs are extended by their plans, which are not billed. SQLSTATE MK053.
CREATE FUNCTION before_permit_edition_paid_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM applications_permitrequest r JOIN applications_permit p ON p.id = r.permit_id
              WHERE r.id = NEW.request_id AND r.what = 'renewal' AND p.kind <> 'excavation')
     AND NOT EXISTS (
       SELECT FROM applications_permit p
         JOIN payments_fee f ON f.id = NEW.fee_id AND f.case_id = p.application_id AND f.purpose = 'renewal:' || NEW.request_id
         LEFT JOIN payments_bill b ON b.fee_id = f.id
        WHERE p.id = NEW.permit_id AND (f.amount = 0 OR b.state IN ('paid', 'reconciled'))) THEN
    RAISE EXCEPTION 'the renewal of permit % is not paid', NEW.permit_id USING ERRCODE = 'MK053';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_permit_edition_paid_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_insert_paid BEFORE INSERT ON applications_permitedition
  FOR EACH ROW EXECUTE FUNCTION before_permit_edition_paid_v1();
