-- The public state of a permit, from the state of its case.
CREATE FUNCTION permit_status_v1(state text, revoked_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
SELECT CASE WHEN revoked_at IS NOT NULL OR state = 'revoked' THEN 'revoked' WHEN state = 'suspended' THEN 'suspended'
            WHEN state IN ('closed', 'released') THEN 'completed' WHEN state = 'expired' THEN 'expired' ELSE 'valid' END
$$;

-- As publish_permit_v2; the public state follows the case, and the term that of the latest edition.
CREATE FUNCTION publish_permit_v3() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO applications_publishedpermit
    (id, municipality_id, number, kind, status, issued_on, expires_on, parcel_code, parcel_number, geom)
  SELECT NEW.id, NEW.municipality_id, NEW.number, NEW.kind, permit_status_v1(c.state, NEW.revoked_at),
         NEW.issued_on, NEW.expires_on, coalesce(p.code, ''), coalesce(p.parcel_label, ''), coalesce(v.geom, ST_Multi(a.works))
    FROM applications_permitapplication a JOIN cases_case c ON c.id = a.case_id
    LEFT JOIN register_parcel p ON p.id = NEW.parcel_id LEFT JOIN register_boundaryversion v ON v.id = NEW.version_id
   WHERE a.case_id = NEW.application_id
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, issued_on = excluded.issued_on, expires_on = excluded.expires_on;
  RETURN NULL;
END
$$;
ALTER FUNCTION publish_permit_v3() OWNER TO mukhattat_guard;
DROP TRIGGER after_write_publish ON applications_permit;
CREATE TRIGGER after_write_publish AFTER INSERT OR UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION publish_permit_v3();
DROP FUNCTION publish_permit_v2();

-- A step of the case is seen at once by whoever looks at its permit.
CREATE FUNCTION publish_permit_state_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE applications_publishedpermit s SET status = permit_status_v1(NEW.state, p.revoked_at)
    FROM applications_permit p WHERE p.application_id = NEW.id AND s.id = p.id
     AND s.status IS DISTINCT FROM permit_status_v1(NEW.state, p.revoked_at);
  RETURN NULL;
END
$$;
ALTER FUNCTION publish_permit_state_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER after_step_publish_permit AFTER UPDATE OF state ON cases_case
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION publish_permit_state_v1();

-- As before_permit_update_v1; besides, the term moves to that of the permit's latest edition. SQLSTATE MK003, MK054.
CREATE FUNCTION before_permit_update_v2() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  open constant text[] := CASE WHEN OLD.revoked_at IS NULL
    THEN ARRAY['printout_id', 'expires_on', 'revoked_at', 'revoked_reason'] ELSE ARRAY['printout_id'] END;
BEGIN
  IF to_jsonb(NEW) - open IS DISTINCT FROM to_jsonb(OLD) - open THEN
    RAISE EXCEPTION 'what was issued stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  IF NEW.expires_on IS DISTINCT FROM OLD.expires_on AND NEW.expires_on IS DISTINCT FROM (
      SELECT e.expires_on FROM applications_permitedition e WHERE e.permit_id = NEW.id ORDER BY e.number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'the term of permit % changes with an edition only', NEW.number USING ERRCODE = 'MK054';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_permit_update_v2() OWNER TO mukhattat_guard;
DROP TRIGGER before_update_keep ON applications_permit;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON applications_permit
  FOR EACH ROW EXECUTE FUNCTION before_permit_update_v2();
DROP FUNCTION before_permit_update_v1();

-- An edition gives what was asked for of its permit, by another hand, under the next number. SQLSTATE MK055, MK004.
CREATE FUNCTION before_permit_edition_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF (NEW.municipality_id = ANY (current_territories_v1())) IS NOT TRUE THEN
    RAISE EXCEPTION 'office % is outside the territories of this transaction', NEW.municipality_id USING ERRCODE = 'MK004';
  END IF;
  IF NOT EXISTS (SELECT FROM applications_permitrequest r
                  WHERE r.id = NEW.request_id AND r.permit_id = NEW.permit_id AND r.asked_by_id <> NEW.made_by_id)
     OR NEW.number <> (SELECT count(*) + 2 FROM applications_permitedition e WHERE e.permit_id = NEW.permit_id) THEN
    RAISE EXCEPTION 'edition % of permit % was not asked for', NEW.number, NEW.permit_id USING ERRCODE = 'MK055';
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_permit_edition_v1() OWNER TO mukhattat_guard;
CREATE TRIGGER before_insert_asked BEFORE INSERT ON applications_permitedition
  FOR EACH ROW EXECUTE FUNCTION before_permit_edition_v1();

-- What an inspector found, what was asked for and what was given stays; all of it of the permit's own office.
ALTER TABLE applications_permit ADD CONSTRAINT permit_in_municipality UNIQUE (id, municipality_id);
ALTER TABLE applications_inspection ADD CONSTRAINT inspection_in_municipality
  FOREIGN KEY (application_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE applications_permitrequest ADD CONSTRAINT permit_request_in_municipality
  FOREIGN KEY (permit_id, municipality_id) REFERENCES applications_permit (id, municipality_id);
ALTER TABLE applications_permitedition ADD CONSTRAINT permit_edition_in_municipality
  FOREIGN KEY (permit_id, municipality_id) REFERENCES applications_permit (id, municipality_id);
ALTER TABLE applications_occupancycertificate ADD CONSTRAINT occupancy_in_municipality
  FOREIGN KEY (permit_id, municipality_id) REFERENCES applications_permit (id, municipality_id);
SELECT protect_territory_v1('applications_inspection');
SELECT protect_territory_v1('applications_permitrequest');
SELECT protect_territory_v1('applications_permitedition');
SELECT protect_territory_v1('applications_occupancycertificate');
SELECT keep_unchanged_v1('applications_inspection');
SELECT keep_unchanged_v1('applications_permitrequest');
SELECT keep_unchanged_v1('applications_permitedition');
SELECT keep_for_ever_v1('applications_occupancycertificate');
-- The paper of an occupancy certificate is filed after its number; everything else of it stays.
CREATE TRIGGER before_update_keep BEFORE UPDATE ON applications_occupancycertificate FOR EACH ROW
  WHEN ((OLD.permit_id, OLD.municipality_id, OLD.number, OLD.issued_on, OLD.issued_by_id, OLD.chain_hash)
    IS DISTINCT FROM (NEW.permit_id, NEW.municipality_id, NEW.number, NEW.issued_on, NEW.issued_by_id, NEW.chain_hash))
  EXECUTE FUNCTION refuse_change_v1();

-- As permits_at_v1; a permit shows the state that its case had at the instant, and the term that it had then.
CREATE FUNCTION permits_at_v2(place geometry, as_of timestamptz, known_at timestamptz)
RETURNS TABLE (id uuid, municipality_id integer, number text, kind text, status text, issued_on date, expires_on date,
               parcel_code text, geom geometry)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  seen constant timestamptz := least(as_of, coalesce(known_at, now()));
BEGIN
  RETURN QUERY
  SELECT s.id, s.municipality_id, s.number::text, s.kind::text,
         permit_status_v1((SELECT e.target FROM cases_caseevent e WHERE e.case_id = p.application_id AND e.taken_at <= seen
                            ORDER BY e.taken_at DESC, e.id DESC LIMIT 1)::text,
                          CASE WHEN p.revoked_at <= seen THEN p.revoked_at END),
         s.issued_on,
         coalesce((SELECT d.former_expires_on FROM applications_permitedition d WHERE d.permit_id = p.id AND d.made_at > seen
                    ORDER BY d.number LIMIT 1), s.expires_on),
         s.parcel_code::text, s.geom
    FROM applications_publishedpermit s JOIN applications_permit p ON p.id = s.id
   WHERE s.geom && place AND ST_Intersects(s.geom, place) AND p.issued_on <= (as_of AT TIME ZONE 'Asia/Riyadh')::date
     AND (known_at IS NULL OR EXISTS (
       SELECT FROM cases_caseevent e WHERE e.case_id = p.application_id AND e.target = 'issued' AND e.taken_at <= known_at));
END
$$;
ALTER FUNCTION permits_at_v2(geometry, timestamptz, timestamptz) OWNER TO mukhattat_guard;
DROP FUNCTION permits_at_v1(geometry, timestamptz, timestamptz);

-- What is asked for may be made good while the case is open (draft, returned, under review); afterwards it stays. SQLSTATE MK003.
CREATE FUNCTION before_application_update_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF to_jsonb(NEW) - ARRAY['works', 'details'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['works', 'details']
     OR NOT EXISTS (SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.state IN ('draft', 'returned', 'submitted')) THEN
    RAISE EXCEPTION 'what was asked for stays' USING ERRCODE = 'MK003',
      DETAIL = json_build_object('table', TG_TABLE_NAME, 'operation', TG_OP)::text;
  END IF;
  RETURN NEW;
END
$$;
ALTER FUNCTION before_application_update_v1() OWNER TO mukhattat_guard;
DROP TRIGGER before_update_refuse ON applications_permitapplication;
CREATE TRIGGER before_update_keep BEFORE UPDATE ON applications_permitapplication
  FOR EACH ROW EXECUTE FUNCTION before_application_update_v1();
