-- A person's record by the keyed hash of his identity number and the digits of a number of it: key, office and where a
-- code is sent. They look past territories: whoever asks is nobody yet, and is told nothing before he gave the code.
-- The parties of a person: one in each office that registered him, found by (municipality, hash) in every office.
CREATE FUNCTION enquiry_parties_v1(person text) RETURNS TABLE (party uuid, mobile varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.id, p.mobile FROM municipalities_municipality m CROSS JOIN LATERAL (
    SELECT id, mobile FROM parties_party WHERE municipality_id = m.id AND identifier_hash = person AND identifier_hash <> ''
    OFFSET 0) AS p  -- office by office, by the unique index and as it says: read whole, the table costs more with every person
$$;
ALTER FUNCTION enquiry_parties_v1(text) OWNER TO mukhattat_guard;

-- The digits of a number as somebody wrote it.
CREATE FUNCTION enquiry_digits_v1(written text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT regexp_replace(written, '[^0-9]', '', 'g') $$;

-- Applications and permits: whoever holds the permit now, else who applied, at the number that he gave then. Numbers: of the
-- case, of the permit.
CREATE FUNCTION enquiry_permits_v1(person text, digits text) RETURNS TABLE (record uuid, office integer, mobile varchar)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH mine AS MATERIALIZED (SELECT * FROM enquiry_parties_v1(person)),
  touched AS (
    SELECT a.case_id FROM mine JOIN applications_permitapplication a ON a.applicant_id = mine.party
    UNION
    SELECT t.application_id FROM mine JOIN applications_permitedition e ON e.holder_id = mine.party
      JOIN applications_permit t ON t.id = e.permit_id)
  SELECT a.case_id, a.municipality_id,
         CASE WHEN mine.party = a.applicant_id THEN COALESCE(NULLIF(a.details ->> 'mobile', ''), mine.mobile) ELSE mine.mobile END::varchar
    FROM touched JOIN applications_permitapplication a ON a.case_id = touched.case_id
    JOIN cases_case c ON c.id = a.case_id
    LEFT JOIN applications_permit t ON t.application_id = a.case_id
    JOIN mine ON mine.party = COALESCE(
      (SELECT e.holder_id FROM applications_permitedition e WHERE e.permit_id = t.id ORDER BY e.number DESC LIMIT 1), a.applicant_id)
   WHERE digits IN (enquiry_digits_v1(c.reference), enquiry_digits_v1(t.number))
   ORDER BY c.opened_at DESC LIMIT 1
$$;
ALTER FUNCTION enquiry_permits_v1(text, text) OWNER TO mukhattat_guard;
