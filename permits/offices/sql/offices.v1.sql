-- A mandate belongs to the place where it was written down; it is revoked once, and nothing else of it changes.
SELECT protect_territory_v1('offices_mandate');
SELECT keep_for_ever_v1('offices_mandate');
CREATE TRIGGER before_update_keep BEFORE UPDATE ON offices_mandate FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL
        OR (OLD.id, OLD.office_id, OLD.municipality_id, OLD.identifier_hash, OLD.document_number, OLD.starts_on, OLD.ends_on,
            OLD.recorded_by_id, OLD.recorded_at)
           IS DISTINCT FROM
           (NEW.id, NEW.office_id, NEW.municipality_id, NEW.identifier_hash, NEW.document_number, NEW.starts_on, NEW.ends_on,
            NEW.recorded_by_id, NEW.recorded_at))
  EXECUTE FUNCTION refuse_change_v1();

-- A filing is seen in its place, and by whoever filed it; it never changes.
SELECT protect_territory_v1('offices_filing');
ALTER POLICY territory ON offices_filing
  USING (municipality_id = ANY ((SELECT current_territories_v1())::integer[])
         OR filed_by_id = (SELECT NULLIF(current_setting('app.user', true), '')::bigint))
  WITH CHECK (municipality_id = ANY ((SELECT current_territories_v1())::integer[]));
SELECT keep_unchanged_v1('offices_filing');
ALTER TABLE offices_filing ADD CONSTRAINT filing_in_municipality
  FOREIGN KEY (case_id, municipality_id) REFERENCES cases_case (id, municipality_id);
ALTER TABLE offices_filing ADD CONSTRAINT filing_under_mandate
  FOREIGN KEY (mandate_id, municipality_id) REFERENCES offices_mandate (id, municipality_id);

-- An office files while it is licensed, through an open program of its own, for itself or for somebody who mandated it,
-- in the name of its account or of a person of it who opened the case. SQLSTATE MK064.
CREATE FUNCTION before_filing_v1() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Asia/Riyadh')::date;
BEGIN
  IF NOT EXISTS (
    SELECT FROM offices_office o
      JOIN offices_program p ON p.office_id = o.id AND p.id = NEW.program_id AND p.closed_at IS NULL
     WHERE o.id = NEW.office_id AND today BETWEEN o.licensed_from AND o.licensed_until
       AND (o.stopped_on IS NULL OR o.stopped_on > today)
       AND (NEW.filed_by_id = o.account_id OR EXISTS (
             SELECT FROM offices_officemember m WHERE m.office_id = o.id AND m.user_id = NEW.filed_by_id
                AND m.starts_on <= today AND (m.ends_on IS NULL OR m.ends_on >= today)))
       AND CASE WHEN NEW.mandate_id IS NULL THEN NEW.identifier_hash = o.identifier_hash ELSE EXISTS (
             SELECT FROM offices_mandate d WHERE d.id = NEW.mandate_id AND d.office_id = o.id
                AND d.identifier_hash = NEW.identifier_hash AND d.revoked_at IS NULL
                AND today BETWEEN d.starts_on AND d.ends_on) END)
     OR NOT EXISTS (SELECT FROM cases_case c WHERE c.id = NEW.case_id AND c.opened_by_id = NEW.filed_by_id) THEN
    RAISE EXCEPTION 'no licence or mandate covers this filing' USING ERRCODE = 'MK064',
      DETAIL = json_build_object('case', NEW.case_id, 'office', NEW.office_id)::text;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER before_insert_covered BEFORE INSERT ON offices_filing
  FOR EACH ROW EXECUTE FUNCTION before_filing_v1();
ALTER FUNCTION before_filing_v1() OWNER TO mukhattat_guard;

-- What another system knew is kept as it came.
SELECT protect_territory_v1('offices_pastpermit');
SELECT protect_territory_v1('offices_pastplace');
SELECT keep_unchanged_v1('offices_pastpermit');
SELECT keep_unchanged_v1('offices_pastplace');
ALTER TABLE offices_pastplace ADD CONSTRAINT past_place_in_municipality
  FOREIGN KEY (permit_id, municipality_id) REFERENCES offices_pastpermit (id, municipality_id);
