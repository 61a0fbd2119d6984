-- What a signed document adds, and what the verification page may know of it.
-- Term, level and certificate are part of what was handed out; a suspension comes and goes until the document ends.
CREATE FUNCTION printing_find_v2(wanted text)
RETURNS TABLE (code text, title text, kind text, language text, municipality_id integer, number text,
               issued_at timestamptz, sha256 text, public_facts jsonb, revoked_at timestamptz, replaced_at timestamptz,
               valid_until date, suspended_since timestamptz, seal_level text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.code::text, p.title::text, p.kind::text, p.language::text, p.municipality_id, p.number::text,
         p.issued_at, p.sha256::text, p.public_facts, p.revoked_at, successor.issued_at,
         p.valid_until, p.suspended_since, p.seal_level::text
    FROM printing_printout p LEFT JOIN printing_printout successor ON successor.id = p.superseded_by_id
   WHERE p.code = wanted
$$;
ALTER FUNCTION printing_find_v2(text) OWNER TO mukhattat_guard;
REVOKE ALL ON FUNCTION printing_find_v2(text) FROM PUBLIC;

-- The code of the document whose bytes have a SHA-256: whoever holds the bytes can read the code in them.
-- Runs as the guard, as printing_find_v2. Usage of the index printout_sha256: this function.
CREATE FUNCTION printing_code_of_v1(digest text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT p.code::text FROM printing_printout p WHERE p.sha256 = digest LIMIT 1
$$;
ALTER FUNCTION printing_code_of_v1(text) OWNER TO mukhattat_guard;
REVOKE ALL ON FUNCTION printing_code_of_v1(text) FROM PUBLIC;

CREATE TRIGGER before_update_of_seal_refuse
  BEFORE UPDATE OF valid_until, seal_level, seal_certificate
  ON printing_printout FOR EACH ROW EXECUTE FUNCTION refuse_change_v1();

-- What has ended is neither suspended nor taken up again.
CREATE TRIGGER before_late_suspension_refuse
  BEFORE UPDATE OF suspended_since ON printing_printout FOR EACH ROW
  WHEN (OLD.revoked_at IS NOT NULL OR OLD.superseded_by_id IS NOT NULL)
  EXECUTE FUNCTION refuse_change_v1();

DROP FUNCTION printing_find_v1(text);
