-- The office and the record of a paper by its key, whatever the territory: whoever the record is about finds it so; the
-- application decides by the record whether he reads it.
CREATE FUNCTION document_place_v1(asked uuid) RETURNS TABLE (municipality_id integer, subject text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT d.municipality_id, d.subject::text FROM documents_document d WHERE d.id = asked $$;
ALTER FUNCTION document_place_v1(uuid) OWNER TO mukhattat_guard;
