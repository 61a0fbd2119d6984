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

-- The number, the land and the dates of an issued permit stay. SQLSTATE MK003.
CREATE FUNCTION before_permit_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.id, NEW.number, NEW.kind, NEW.parcel_id, NEW.version_id, NEW.issued_on, NEW.application_id, NEW.chain_hash)
     IS DISTINCT FROM (OLD.id, OLD.number, OLD.kind, OLD.parcel_id, OLD.version_id, OLD.issued_on, OLD.application_id, OLD.chain_hash)
     OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'what was issued stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_update_v1();

SELECT protect_territory_v1('applications_permitapplication');
SELECT protect_territory_v1('applications_assessment');
SELECT protect_territory_v1('applications_permit');
SELECT keep_for_ever_v1('applications_permitapplication');
SELECT keep_unchanged_v1('applications_assessment');
SELECT keep_for_ever_v1('applications_permit');
