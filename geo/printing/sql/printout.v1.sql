-- What the verification page may know of one document, by its code: public columns only, never the PDF, the record or
-- the reason of a revocation. Runs as the guard, because whoever holds a document has no territory.
-- Usage of the unique index on code: this function. Returns no row for an unknown code.
CREATE FUNCTION printing_find_v1(wanted text)
RETURNS TABLE (code text, title text, kind text, language text, municipality_id integer, number text,
               issued_at timestamptz, sha256 text, public_facts jsonb, revoked_at timestamptz, replaced_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.code::text, p.title::text, p.kind::text, p.language::text, p.municipality_id, p.number::text,
         p.issued_at, p.sha256::text, p.public_facts, p.revoked_at, successor.issued_at
    FROM printing_printout p LEFT JOIN printing_printout successor ON successor.id = p.superseded_by_id
   WHERE p.code = wanted
$$;
ALTER FUNCTION printing_find_v1(text) OWNER TO mukhattat_guard;
REVOKE ALL ON FUNCTION printing_find_v1(text) FROM PUBLIC;

SELECT protect_territory_v1('printing_printout');
SELECT keep_for_ever_v1('printing_printout');

-- What was printed stays as it was printed, whoever asks.
CREATE TRIGGER before_update_refuse
  BEFORE UPDATE OF id, code, kind, title, language, municipality_id, record_type, record_id, number, issued_at, sha256,
                   pdf, public_facts
  ON printing_printout FOR EACH ROW EXECUTE FUNCTION refuse_change_v1();

-- Revoked stays revoked and replaced stays replaced: each is said once.
CREATE TRIGGER before_second_ending_refuse
  BEFORE UPDATE OF revoked_at, revoked_reason, superseded_by_id ON printing_printout FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL OR OLD.superseded_by_id IS NOT NULL)
  EXECUTE FUNCTION refuse_change_v1();
